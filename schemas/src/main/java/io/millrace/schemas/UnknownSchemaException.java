package io.millrace.schemas;

/** A record was written with a schema that is not known here, mostly by a newer version. */
public final class UnknownSchemaException extends UndecodableRecordException {

    private static final long serialVersionUID = 1L;

    UnknownSchemaException(String message) {
        super(message, null);
    }
}
