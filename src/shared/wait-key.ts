/** Returns the key of a wait: it is stored as the request's open wait and is the type of the Workflow event that wakes it. */
export const waitKey = ({ step, iteration }: { step: string; iteration: number }): string => `${step}-${iteration}`;
