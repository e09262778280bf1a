/** Unicode controls that change the direction of the surrounding text. */
export const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns a text of others for a place where it cannot be isolated, such as the title of a page. */
export const withoutBidiControls = (text: string): string => text.replaceAll(BIDI_CONTROLS, '');
