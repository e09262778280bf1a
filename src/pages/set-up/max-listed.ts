/** So many keys, stores, channels and flows are on the front page, the newest. */
export const MAX_LISTED = 50;
