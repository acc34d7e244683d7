// Reads Parquet files with hyparquet and writes what they hold in a plain form, which InteropTest compares byte for byte
// with what it has of the rows itself:  node rows.mjs JOB.json OUTPUT
// The job says {files: [...], columns: [[path, kind], ...]}; kinds are those of Plain.java. A value is a byte 1 and its
// bytes, little-endian, or a byte 0 where it is null; in front of a list or a text stands its length. In front of the rows
// of a file stand how many row groups and how many rows it has.
import { createWriteStream, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const [job, output] = process.argv.slice(2)
const { files, columns } = JSON.parse(readFileSync(job, 'utf8'))
const out = createWriteStream(output)

const write = {
  int: value => number(4, bytes => bytes.setInt32(0, value, true)),
  long: value => number(8, bytes => bytes.setBigInt64(0, value, true)),
  float: value => number(4, bytes => bytes.setFloat32(0, value, true)),
  double: value => number(8, bytes => bytes.setFloat64(0, value, true)),
  flag: value => {
    if (typeof value !== 'boolean') throw new Error(`${value} is no boolean`)
    return Buffer.from([value ? 1 : 0])
  },
  time: value => {
    if (!(value instanceof Date)) throw new Error(`${value} is no time`)
    return write.long(BigInt(value.getTime()))
  },
  text: value => Buffer.concat([write.int(Buffer.byteLength(value)), Buffer.from(value, 'utf8')]),
  floats: values => list(values, write.float),
  flags: values => list(values, write.flag),
}

function number(size, set) {
  const buffer = Buffer.alloc(size)
  set(new DataView(buffer.buffer, buffer.byteOffset, size))
  return buffer
}

function list(values, each) {
  if (!Array.isArray(values)) throw new Error(`${values} is no list`)
  return Buffer.concat([write.int(values.length), ...Array.from(values, each)])
}

function plain(row) {
  return Buffer.concat(columns.flatMap(([path, kind]) => {
    const value = path.split('.').reduce((group, name) => group[name], row)
    return value === null || value === undefined ? [Buffer.from([0])] : [Buffer.from([1]), write[kind](value)]
  }))
}

async function put(buffer) {
  if (!out.write(buffer)) await once(out, 'drain')
}

for (const name of files) {
  const file = await asyncBufferFromFile(name)
  const metadata = await parquetMetadataAsync(file)
  const fields = metadata.schema[0].num_children
  const wanted = new Set(columns.map(([path]) => path.split('.')[0]))
  if (fields !== wanted.size) throw new Error(`${name} has ${fields} columns and not ${wanted.size}`)
  await put(write.int(metadata.row_groups.length))
  await put(write.int(Number(metadata.num_rows)))
  for (const row of await parquetReadObjects({ file, metadata, compressors })) await put(plain(row))
}
out.end()
await once(out, 'finish')
