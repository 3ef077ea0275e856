const maxLength = 500;
const number = /(?<![\w-])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)/g;

/** Twilio's and carriers' texts quote phone numbers. This takes them out, and cuts the text to 500 characters. */
export const hideNumbers = (text: string): string => text.replaceAll(number, '[number]').slice(0, maxLength);
