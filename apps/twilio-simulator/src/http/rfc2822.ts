/** Twilio's dates: RFC 2822 in UTC, to the second ("Sun, 22 Nov 2026 12:00:00 +0000"). `at` is epoch milliseconds. */
export const rfc2822 = (at: number): string => new Date(at).toUTCString().replace('GMT', '+0000');
