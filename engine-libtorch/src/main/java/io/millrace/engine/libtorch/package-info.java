/** libtorch, PyTorch's C++ library, as a learning engine. The one module that knows it. */
@NullMarked
package io.millrace.engine.libtorch;

import org.jspecify.annotations.NullMarked;
