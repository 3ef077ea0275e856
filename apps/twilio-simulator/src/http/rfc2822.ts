let lastSecond = Number.NaN;
let lastText = '';

/**
 * Twilio's dates: RFC 2822 in UTC, to the second ("Sun, 22 Nov 2026 12:00:00 +0000"). `at` is epoch milliseconds. The
 * last one is remembered: most that are asked for are of the second that it is now.
 */
export const rfc2822 = (at: number): string => {
  const second = Math.floor(at / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  lastText = new Date(at).toUTCString().replace('GMT', '+0000');
  return lastText;
};
