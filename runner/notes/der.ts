/** As much of DER as the shape of a certificate needs (X.690 section 8). Never throws. */
export interface Element {
  readonly tag: number;
  /** Without tag and length. */
  readonly content: Buffer;
  /** The whole. */
  readonly bytes: Buffer;
}

export const tags = { integer: 0x02, utcTime: 0x17, generalizedTime: 0x18, version: 0xa0 } as const;

/** The elements that stand one after another. Null where they are not DER. */
export function readElements(bytes: Buffer): readonly Element[] | null {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes.subarray(at));
    if (element === null) return null;
    found.push(element);
    at += element.bytes.length;
  }
  return found;
}

function readElement(bytes: Buffer): Element | null {
  const [tag, first] = bytes;
  // Tags of several bytes do not occur in a certificate's own fields.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return null;
  const start = 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes));
  if (end > bytes.length) return null;
  return { tag, content: bytes.subarray(start, end), bytes: bytes.subarray(0, end) };
}
