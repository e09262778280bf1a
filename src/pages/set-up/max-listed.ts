/** How many keys, stores, channels and flows the profile page lists, newest first. */
export const MAX_LISTED = 50;
