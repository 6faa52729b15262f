/** What the bytes of a picture, voice or video say about themselves. */

export interface Size {
  width: number;
  height: number;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const JPG = Buffer.from([0xff, 0xd8, 0xff]);

export function isPng(data: Buffer): boolean {
  return data.subarray(0, 4).equals(PNG);
}

export function isJpg(data: Buffer): boolean {
  return data.subarray(0, 3).equals(JPG);
}

/** Width and height of a PNG or JPG; null when they cannot be read. */
export function pictureSize(data: Buffer): Size | null {
  if (isPng(data) && data.length >= 24) return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
  return isJpg(data) ? jpgSize(data) : null;
}

/** Walks the segments to the frame header (SOF0–SOF15 without the tables among them). */
function jpgSize(data: Buffer): Size | null {
  for (let at = 2; at + 9 < data.length && data[at] === 0xff;) {
    const marker = data[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    }
    at += 2 + data.readUInt16BE(at + 2);
  }
  return null;
}

/** Seconds of an MP4, from its movie header; null when there is none. */
export function videoSeconds(data: Buffer): number | null {
  const at = data.indexOf("mvhd");
  if (at < 0) return null;
  const long = data[at + 4] === 1;
  const scaleAt = at + (long ? 24 : 16);
  if (scaleAt + 12 > data.length) return null;
  const scale = data.readUInt32BE(scaleAt);
  const length = long ? Number(data.readBigUInt64BE(scaleAt + 4)) : data.readUInt32BE(scaleAt + 4);
  return scale === 0 ? null : length / scale;
}

const AMR = Buffer.from("#!AMR\n");
/** Bytes of an AMR-NB frame by mode, its header included. */
const AMR_FRAMES = [13, 14, 16, 18, 20, 21, 27, 32, 6];

export function isAmr(data: Buffer): boolean {
  return data.subarray(0, AMR.length).equals(AMR);
}

/** Seconds of an AMR voice: a frame is 20 ms. */
export function voiceSeconds(data: Buffer): number {
  let frames = 0;
  for (let at = AMR.length; at < data.length; frames++) at += AMR_FRAMES[((data[at] ?? 0) >> 3) & 15] ?? 1;
  return frames / 50;
}
