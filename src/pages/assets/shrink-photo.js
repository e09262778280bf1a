// @ts-check

/** The longer side of a photo that was made smaller. */
const PHOTO_SIDE = 1_600;

/**
 * Makes a photo smaller: a telephone's own are too large for WhatsApp, or of a kind that it refuses.
 * @param {File} file
 * @returns {Promise<File>}
 */
export async function shrunk(file) {
  const isSmall = ['image/jpeg', 'image/png'].includes(file.type) && file.size <= 1_000_000;
  if (isSmall) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, PHOTO_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  // A transparent picture has a white ground, not a black one.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  if (!(blob instanceof Blob)) throw new Error('no picture');
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' });
}
