import type { UPLOAD_KINDS } from '../../../shared/flows/statuses';

/** A type of file that WhatsApp takes, with the most bytes that it may have. */
export type FileType = { kind: (typeof UPLOAD_KINDS)[number]; mimeType: string; maxBytes: number };

/** How many of the first bytes decide the type. */
export const SNIFFED_BYTES = 4_096;

const MB = 1_048_576;
const image = (mimeType: string): FileType => ({ kind: 'image', mimeType, maxBytes: 5 * MB });
const audio = (mimeType: string): FileType => ({ kind: 'audio', mimeType, maxBytes: 16 * MB });
const video = (mimeType: string): FileType => ({ kind: 'video', mimeType, maxBytes: 16 * MB });
const document = (mimeType: string): FileType => ({ kind: 'document', mimeType, maxBytes: 100_000_000 });

const OFFICE = 'application/vnd.openxmlformats-officedocument';
/** The documents of Microsoft Office are archives, told apart by the file's name. */
const ZIPPED: Record<string, string> = {
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
};
const COMPOUND: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
};

/** Returns the type of an ISO media file by its brand; null for a picture (HEIC, AVIF) or a QuickTime film. */
function typeOfBrand(brand: string, declared: string): FileType | null {
  if (/^(hei|hev|mif1|msf1|avi)/.test(brand) || brand.startsWith('qt')) return null;
  if (/^M4[AB]/.test(brand)) return audio('audio/mp4');
  if (brand.startsWith('3g')) return video('video/3gpp');
  return declared.startsWith('audio/') ? audio('audio/mp4') : video('video/mp4');
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    // The last character may be cut.
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the type of a file by its first bytes, as Meta does; null for a type that WhatsApp does not take. The name and the
 * declared type only tell apart what begins alike.
 */
export function fileTypeOf(
  bytes: Uint8Array,
  { filename, declared }: { filename: string; declared: string },
): FileType | null {
  const ascii = String.fromCharCode(...bytes.slice(0, 64));
  const extension = /\.(\w{1,8})$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  const [first = 0, second = 0] = bytes;
  if (ascii.startsWith('\xff\xd8\xff')) return image('image/jpeg');
  if (ascii.startsWith('\x89PNG\r\n\x1a\n')) return image('image/png');
  if (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'WEBP') {
    const isAnimated = ascii.slice(12, 16) === 'VP8X' && ((bytes[20] ?? 0) & 2) !== 0;
    return { kind: 'sticker', mimeType: 'image/webp', maxBytes: isAnimated ? 500_000 : 100_000 };
  }
  if (ascii.startsWith('%PDF-')) return document('application/pdf');
  if (ascii.slice(4, 8) === 'ftyp') return typeOfBrand(ascii.slice(8, 12), declared);
  if (ascii.startsWith('OggS')) return ascii.includes('OpusHead') ? audio('audio/ogg') : null;
  if (ascii.startsWith('#!AMR')) return audio('audio/amr');
  if (ascii.startsWith('ID3')) return audio('audio/mpeg');
  if (first === 0xff && (second & 0xf6) === 0xf0) return audio('audio/aac');
  if (first === 0xff && (second & 0xe0) === 0xe0) return audio('audio/mpeg');
  const zipped = ascii.startsWith('PK\x03\x04') ? ZIPPED[extension] : undefined;
  const compound = ascii.startsWith('\xd0\xcf\x11\xe0') ? COMPOUND[extension] : undefined;
  const office = zipped ?? compound;
  if (office !== undefined) return document(office);
  return extension === 'txt' && isText(bytes) ? document('text/plain') : null;
}
