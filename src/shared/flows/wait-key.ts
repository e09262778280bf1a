/** Returns the key of a wait: the request's stored `open_wait`, and the type of the Workflow event that ends the wait. */
export const waitKey = ({ step, iteration }: { step: string; iteration: number }): string => `${step}-${iteration}`;

/** Returns the step of a wait's key. */
export const stepOfWaitKey = (key: string): string => key.replace(/-\d+$/, '');
