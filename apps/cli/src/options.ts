const wholeSeconds = /^\d+$/;

/** Seconds as a number, and a duration such as PT4H as it is. */
export const readDuration = (text: string): number | string => (wholeSeconds.test(text) ? Number(text) : text);
