/** The slots of equal length of the home page's period, which show how a number has changed. */
export const HOME_SLOTS = 10;
