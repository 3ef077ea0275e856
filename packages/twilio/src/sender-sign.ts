import { briefRestMs, type SenderSign } from '@recado/messaging';
import type { Code } from './codes/code.ts';
import { explainCode } from './codes/index.ts';

const goOn = 'then PUT /v1/senders/:id {"paused": false}';

const remedies: Partial<Record<NonNullable<Code['stops']>, string>> = {
  account: `See in Twilio's console what the account lacks, ${goOn}`,
  whatsapp: `See in Meta's Business Manager what the WhatsApp Business Account lacks, ${goOn}`,
  sender: `See in Twilio's console what the sender lacks, ${goOn}`,
};

const badCredentials = 20003;
const checkCredentials = `Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the API key, start the workers anew, ${goOn}`;

/** What to do about a code after which a sender can send nothing at all; `undefined` for every other code. */
export const remedyOf = (code: number): string | undefined => {
  if (code === badCredentials) return checkCredentials;
  const known = explainCode(code);
  return known?.class === 'config' && known.stops ? remedies[known.stops] : undefined;
};

/** What the code of a message that Twilio had taken says of its sender. */
export const signOfCode = (code: number): SenderSign | undefined => {
  const known = explainCode(code);
  if (!known) return undefined;
  const reason = `Twilio ${code}: ${known.meaning}`;
  const remedy = remedyOf(code);
  if (remedy) return { kind: 'stop', reason: `${reason}. ${remedy}` };
  if (known.class !== 'slow') return undefined;
  const { waitMs: forMs = 0 } = known;
  return forMs > briefRestMs ? { kind: 'rest', forMs, reason } : { kind: 'slow', code };
};
