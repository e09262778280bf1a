/** The step name of a message that opts its customer out: it belongs to the request that asked, and answers none of its waits. */
export const OPT_OUT_STEP = '--opt-out';
