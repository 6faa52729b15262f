const FIRST_ROOM = 64 * 1024;
const ZERO = 48;
/** Up to so many characters a loop is faster than the way into the runtime. */
const SHORT = 12;

/** A text that grows as UTF-8: of a page with thousands of pieces the strings alone would be joined, widened and encoded. */
export class ByteText {
  /** what is written so far stands before `at`; ask for `room` before writing here */
  bytes = Buffer.allocUnsafe(FIRST_ROOM);
  at = 0;

  room(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe(2 * (this.at + count));
    this.bytes.copy(wider, 0, 0, this.at);
    this.bytes = wider;
  }

  text(text: string): void {
    this.room(3 * text.length);
    this.at += text.length > SHORT ? this.bytes.write(text, this.at) : putShort(this.bytes, this.at, text);
  }

  piece(piece: Uint8Array): void {
    this.room(piece.length);
    this.bytes.set(piece, this.at);
    this.at += piece.length;
  }

  /** Bytes that stand here already. */
  again(from: number, count: number): void {
    this.room(count);
    this.bytes.copyWithin(this.at, from, from + count);
    this.at += count;
  }

  /** A whole number ≥ 0. */
  number(value: number): void {
    this.room(16);
    let digits = 1;
    for (let rest = value; rest >= 10; digits++) rest = Math.floor(rest / 10);
    let rest = value;
    for (let at = this.at + digits - 1; at >= this.at; at--) {
      const next = Math.floor(rest / 10);
      this.bytes[at] = ZERO + (rest - next * 10);
      rest = next;
    }
    this.at += digits;
  }

  done(): Buffer {
    return this.bytes.subarray(0, this.at);
  }
}

/** Answers how many bytes it wrote. */
function putShort(into: Buffer, from: number, text: string): number {
  let at = from;
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    if (code < 0x80) into[at++] = code;
    // Halves of characters beyond the first plane need more care.
    else if (code >= 0xd800 && code < 0xe000) return into.write(text, from);
    else {
      if (code < 0x800) into[at++] = 0xc0 | (code >> 6);
      else {
        into[at++] = 0xe0 | (code >> 12);
        into[at++] = 0x80 | ((code >> 6) & 0x3f);
      }
      into[at++] = 0x80 | (code & 0x3f);
    }
  }
  return at - from;
}
