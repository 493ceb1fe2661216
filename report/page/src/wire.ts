// Decodes the tables of integers that package page writes: see "Columns" in
// its documentation, which is the contract of this file and unpack.ts.

/** Undoes base64 and gzip. */
export async function inflate(text: string): Promise<Uint8Array> {
  const zipped = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads tables, one after the other. */
export class TableReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next table: one array a column. */
  table(width: number): Float64Array[] {
    const rows = this.unsigned();
    return Array.from({ length: width }, () => this.column(rows));
  }

  private column(rows: number): Float64Array {
    const values = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const zigzag = this.unsigned();
      values[i] = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
    return values;
  }

  /** A varint. Beyond 2^53 the low bits are lost: 104 days in ns. */
  private unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (this.at >= this.bytes.length) {
        throw new Error("the page's data is cut short");
      }
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) {
        return value;
      }
    }
  }
}

/** Replaces each value by its sum with all before it. */
export function accumulate(values: Float64Array): Float64Array {
  for (let i = 1; i < values.length; i++) {
    values[i] += values[i - 1];
  }
  return values;
}
