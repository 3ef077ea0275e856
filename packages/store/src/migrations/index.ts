import type { Migration } from 'kysely/migration';
import * as senders from './0001_senders.ts';
import * as templates from './0002_templates.ts';
import * as messages from './0003_messages.ts';
import * as messageEvents from './0004_message_events.ts';
import * as apiKeys from './0005_api_keys.ts';
import * as idempotencyKeys from './0006_idempotency_keys.ts';
import * as encryptionKeys from './0007_encryption_keys.ts';
import * as resolving from './0008_resolving.ts';
import * as throttles from './0009_throttles.ts';
import * as retries from './0010_retries.ts';
import * as fallback from './0011_fallback.ts';
import * as templatesApproval from './0012_templates_approval.ts';
import * as campaigns from './0013_campaigns.ts';
import * as people from './0014_people.ts';
import * as counting from './0015_counting.ts';
import * as campaignEvents from './0016_campaign_events.ts';
import * as money from './0017_money.ts';
import * as reach from './0018_reach.ts';
import * as inbound from './0019_inbound.ts';
import * as consents from './0020_consents.ts';
import * as consentsAtOnce from './0021_consents_at_once.ts';
import * as audit from './0022_audit.ts';
import * as serviceWindows from './0023_service_windows.ts';
import * as pendingConsents from './0024_pending_consents.ts';
import * as retention from './0026_retention.ts';
import * as keyRotations from './0027_key_rotations.ts';
import * as keyAllowances from './0028_key_allowances.ts';
import * as indexGenerations from './0029_index_generations.ts';
import * as keyLimits from './0030_key_limits.ts';

/** In the order of their names. One that was released is never changed: the next one corrects it. */
export const migrations: Record<string, Migration> = {
  '0001_senders': senders,
  '0002_templates': templates,
  '0003_messages': messages,
  '0004_message_events': messageEvents,
  '0005_api_keys': apiKeys,
  '0006_idempotency_keys': idempotencyKeys,
  '0007_encryption_keys': encryptionKeys,
  '0008_resolving': resolving,
  '0009_throttles': throttles,
  '0010_retries': retries,
  '0011_fallback': fallback,
  '0012_templates_approval': templatesApproval,
  '0013_campaigns': campaigns,
  '0014_people': people,
  '0015_counting': counting,
  '0016_campaign_events': campaignEvents,
  '0017_money': money,
  '0018_reach': reach,
  '0019_inbound': inbound,
  '0020_consents': consents,
  '0021_consents_at_once': consentsAtOnce,
  '0022_audit': audit,
  '0023_service_windows': serviceWindows,
  '0024_pending_consents': pendingConsents,
  '0026_retention': retention,
  '0027_key_rotations': keyRotations,
  '0028_key_allowances': keyAllowances,
  '0029_index_generations': indexGenerations,
  '0030_key_limits': keyLimits,
};
