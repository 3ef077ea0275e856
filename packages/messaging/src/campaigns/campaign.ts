import { createHash } from 'node:crypto';
import type {
  AudienceExclusion,
  CampaignEventType,
  CampaignStatus,
  Category,
  Channel,
  ConsentBasis,
  FollowUpCondition,
  FrequencyCap,
  Money,
  SendFallback,
  SendingWindow,
} from '@recado/contract';

/**
 * Holds the settings of a campaign. Values that the request left out (language, senders, …) have their defaults here.
 */
export type CampaignSettings = {
  name: string;
  channel: Channel;
  category: Category;
  templateName: string;
  /** The language of all, or of the people whose own is not known or not there. */
  templateLanguage: string;
  /** Each person gets the template in their own language. */
  languagePerRecipient?: boolean;
  /** For rows that do not have them. */
  variables: Record<string, string>;
  /** The pool: sender k of n has the people of the slots with slot % n = k. */
  senderIds: string[];
  sendAt?: Date;
  window?: SendingWindow;
  /** It is in seconds. */
  validFor?: number;
  budget?: Money;
  fallback?: SendFallback;
  frequencyCap?: FrequencyCap;
  consent?: ConsentBasis;
  /** Campaigns whose people are excluded. */
  exclude?: AudienceExclusion;
  dryRun: boolean;
};

/** Holds the state of a campaign. */
export type CampaignState = {
  status: CampaignStatus;
  /** A stable code: why it is paused or canceled. */
  statusReason?: string;
  launchedAt?: Date;
  launchedBy?: string;
  /** Somebody said that it may run although the balance does not pay for it. */
  ignoresBalance?: boolean;
  pausedAt?: Date;
  endedAt?: Date;
  /** So many people get it before the rest; absent once the rest may follow. */
  firstPart?: number;
  /** The span of the launch, if it is sampled: 25 bytes. */
  trace?: Buffer;
};

/** The copy of people of an earlier campaign into a draft. `leftOut` counts those who were not copied, by reason. */
export type AudienceCopy = FollowUp & { leftOut: Record<string, number>; isDone: boolean };

/** Selects people of an earlier campaign. A message that was sent later than `cutoff` is too recent to judge. */
export type FollowUp = { from: string; where: FollowUpCondition[]; afterSeconds: number; cutoff: Date };

/** A campaign as the record holds it. */
export type RecordedCampaign = CampaignSettings &
  CampaignState & {
    id: string;
    /** Counts the people in its audience. */
    recipients: number;
    /** Counts the people of files who are excluded; absent if there are none. */
    exclusions?: number;
    copy?: AudienceCopy;
    firstPartFedAt?: Date;
    /** Counts the changes of its settings. */
    version: number;
    /** Counts the changes of its audience. */
    audienceVersion: number;
    createdAt: Date;
    createdBy: string;
    updatedAt: Date;
  };

/** Describes one event of a campaign. `by` is the caller who requested it; if absent, Recado did it by itself. */
export type RecordedCampaignEvent = {
  at: Date;
  type: CampaignEventType;
  by?: string;
  /** Says why, as a stable code. */
  reason?: string;
  /** Figures and names that go with it. */
  detail?: Record<string, string | number>;
};

/** One that is to be written down: `byId` goes into the audit log. */
export type NewCampaignEvent = RecordedCampaignEvent & { byId?: string | undefined };

/** Everything that an estimate is made from, as versions and times of change. */
export type EstimateBasis = {
  /** The estimate of one campaign launches no other. */
  campaignId: string;
  /** It counts the changes of the campaign. */
  version: number;
  audienceVersion: number;
  templateUpdatedAt?: Date;
  fallbackTemplateUpdatedAt?: Date;
  /** The version of the price list, if there is one. */
  pricesVersion?: number;
};

/** A name for what was estimated: another one as soon as the settings, the audience, the content or the prices change. */
export const estimateVersion = (basis: EstimateBasis): string => {
  const { campaignId, version, audienceVersion, templateUpdatedAt, fallbackTemplateUpdatedAt, pricesVersion } = basis;
  const parts = [
    campaignId,
    version,
    audienceVersion,
    templateUpdatedAt,
    fallbackTemplateUpdatedAt,
    pricesVersion ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
};
