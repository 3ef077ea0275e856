import { z } from 'zod';

const maxSeconds = 30 * 24 * 3600;
const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

const secondsOf = (duration: string): number => {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = pattern.exec(duration) ?? [];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
};

const Duration = z
  .string()
  .max(32)
  .regex(pattern, 'must be seconds, or a duration such as PT4H, P1D or PT90S')
  .transform(secondsOf);

/** How long after its time a message is still worth sending: whole seconds, or an ISO 8601 duration. In seconds once parsed. */
export const ValidFor = z
  .union([z.int(), Duration], 'must be whole seconds, or a duration such as PT4H, P1D or PT90S')
  .pipe(z.int().min(1).max(maxSeconds))
  .meta({
    description: 'Seconds (1 to 2592000), or an ISO 8601 duration such as `PT4H`',
    override: {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: maxSeconds },
        { type: 'string', examples: ['PT4H'] },
      ],
    },
  });
export type ValidFor = z.infer<typeof ValidFor>;
