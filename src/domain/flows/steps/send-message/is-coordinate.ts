const MAX_DEGREES = { latitude: 90, longitude: 180 };

/** Returns whether a text is a latitude or a longitude in decimal degrees. */
export const isCoordinate = (which: keyof typeof MAX_DEGREES, text: string): boolean =>
  /^-?\d{1,3}(\.\d{1,15})?$/.test(text) && Math.abs(Number(text)) <= MAX_DEGREES[which];
