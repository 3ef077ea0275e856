export {
  apiKeyPattern,
  defaultRateLimit,
  hashApiKey,
  mayDo,
  newApiKey,
  type Caller,
  type RecordedApiKey,
  type Spent,
} from './api-keys/api-key.ts';
export type { DraftedRecipient } from './audience/draft-recipient.ts';
export { emptyAudience } from './audience/empty-audience.ts';
export {
  importAudience,
  type AudienceImport,
  type AudienceSink,
  type AudienceSum,
  type FileSum,
  type ImportedAudience,
} from './audience/import.ts';
export { byCommandLine, bySystem, type Actor, type AuditEntry, type RecordedAuditEntry } from './audit/audit.ts';
export { listAudit, type AuditFilter } from './audit/list-audit.ts';
export type { AudienceMember, MemberChoice } from './campaigns/audience-member.ts';
export type { AudiencePart } from './campaigns/audience-part.ts';
export type {
  CampaignSettings,
  CampaignState,
  NewCampaignEvent,
  RecordedCampaign,
  RecordedCampaignEvent,
} from './campaigns/campaign.ts';
export { cancelCampaign } from './campaigns/cancel.ts';
export {
  noSuchCampaign,
  type Asked,
  type CampaignChange,
  type Changed,
  type Changing,
  type Told,
} from './campaigns/change.ts';
export { completionOf } from './campaigns/complete.ts';
export { createCampaign, type NewCampaign } from './campaigns/draft.ts';
export { drainCanceled } from './campaigns/drain.ts';
export { estimateVersion, type EstimateBasis } from './campaigns/estimate-version.ts';
export { estimateCampaign, type CampaignEstimate } from './campaigns/estimate.ts';
export { watchCampaigns, type CampaignAlarm, type Watched } from './campaigns/failure-guard.ts';
export type { BudgetLeft, Fed, Feeding, FeedLine, FeedPart, FeedWish } from './campaigns/feed-store.ts';
export { feedCampaigns } from './campaigns/feed.ts';
export { findCampaign, findCampaignHistory, listCampaigns, type CampaignFilter } from './campaigns/find.ts';
export { launchCampaign, type Launching } from './campaigns/launch.ts';
export { pauseCampaign } from './campaigns/lifecycle.ts';
export { makeOpenings, type Openings } from './campaigns/openings.ts';
export { patchCampaign } from './campaigns/patch.ts';
export { previewCampaign, type CampaignPreview } from './campaigns/preview.ts';
export { progressOf, type Progress, type ProgressCount, type RecordedProgress } from './campaigns/progress.ts';
export { readProgress, type ReadProgressDeps } from './campaigns/read-progress.ts';
export {
  ledgerOf,
  type LedgerDeps,
  type LedgerEntry,
  type LedgerPage,
  type LedgerPlace,
} from './campaigns/recipient-report.ts';
export { resumeCampaign } from './campaigns/resume.ts';
export { retryCampaign, type RetryRepeat } from './campaigns/retry.ts';
export { startDueCampaigns } from './campaigns/start-due.ts';
export { emptyTally, type CampaignTally } from './campaigns/tally.ts';
export { tryOut, type Trial } from './campaigns/test-send.ts';
export { cancel } from './cancel.ts';
export type { Composed } from './compose.ts';
export {
  proveConsents,
  recordConsent,
  type ConsentProof,
  type NewConsent,
  type ProvedConsent,
  type RecordedConsent,
} from './consent/consent.ts';
export { answerableMs, askedOnce, type ConsentAnswer } from './consent/double-opt-in.ts';
export { importConsents, type ConsentSink, type ConsentSum, type ImportedConsents } from './consent/import.ts';
export { verifyConsents, type ChainPlace, type CheckedLinks } from './consent/verify-consents.ts';
export type {
  ConsentState,
  ContactExport,
  ContactSummary,
  Erased,
  Membership,
  ToldMessage,
} from './contacts/contacts.ts';
export { eraseContact } from './contacts/erase-contact.ts';
export { exportContact, findContact } from './contacts/find-contact.ts';
export { optIn, optOut, type OptOut, type OptOutWish } from './contacts/opt-outs.ts';
export { normalizeRecipient, spellingsOf, type Recipient } from './contacts/phone-number.ts';
export { putContact, type ContactSettings } from './contacts/put-contact.ts';
export { putPrices, type PutPricesDeps } from './cost/put-prices.ts';
export { putSettings, type PutSettingsDeps } from './cost/put-settings.ts';
export { rotate } from './encryption/rotate.ts';
export { Refusal, refuseField } from './errors.ts';
export { fetchUnheard } from './fetch-unheard.ts';
export { heed, makeHeedReport, type HeedDeps, type Origin } from './heed.ts';
export type { Upload } from './import-files/read-rows.ts';
export type { Rejection } from './import-files/rows.ts';
export type { InboundContent, InboundReport, NewInbound, RecordedInbound } from './inbound/inbound.ts';
export { listInbound, type InboundFilter } from './inbound/list-inbound.ts';
export {
  defaultConfirmation,
  type ConfirmationBasis,
  type OptOutConfirmation,
} from './inbound/opt-out-confirmation.ts';
export { takeInbound, type TakenIn } from './inbound/take-inbound.ts';
export type { IndexRotationStep, RotationStep } from './keys/rotation-step.ts';
export { maskNumber } from './mask.ts';
export {
  accept,
  type Accepted,
  type Barred,
  type Enqueueing,
  type IdempotencyKey,
  type Inserted,
  type Repeat,
} from './messages/accept.ts';
export {
  deliver,
  type Claim,
  type Claimed,
  type DeliverDeps,
  type Recording,
  type Submission,
} from './messages/deliver.ts';
export { findMessage, listMessages, type MessageFilter } from './messages/find.ts';
export type { Content, NewFallback, NewMessage, RecordedEvent, RecordedMessage } from './messages/message.ts';
export type { ConcludePolicy, Conclusion, Disposition } from './messages/next-step.ts';
export type { Outcome, OutcomeKind } from './messages/outcome.ts';
export { requeueWaiting, type RepairPlaces } from './messages/requeue.ts';
export type { Listed, ListQuery, Resolution, Unresolved } from './messages/resolve.ts';
export { retry, retryAll, type Retried, type RetryFilter, type Retrying } from './messages/retry.ts';
export { fallBackToSms } from './messages/send-fallbacks.ts';
export { settle, type Settled, type SettleDeps, type Settlement, type StatusReport } from './messages/settle.ts';
export { keepStrayCallback, listStrayCallbacks, type StrayCallback } from './messages/unknown-callbacks.ts';
export { raiseAlerts, tellAlerts, type Alert } from './pricing/budget-alerts.ts';
export {
  settlePrices,
  type Priced,
  type PriceLook,
  type SettlePricesDeps,
  type Unpriced,
} from './pricing/fetch-prices.ts';
export type { ListedPrice, PriceList } from './pricing/prices.ts';
export { rateInForce, type Throttle } from './rate-in-force.ts';
export { resolveOverdue, type ResolveOverdueDeps } from './resolve-overdue.ts';
export { restoreLost, type Restored } from './restore.ts';
export { applyRetention } from './retention/apply-retention.ts';
export { eraseAtTwilio } from './retention/erase-at-twilio.ts';
export { keepsAll, type Expiry, type Kept, type TwilioErasure } from './retention/retention.ts';
export type { RetryPolicy } from './retry-policy.ts';
export { makeCircuit, type Circuit } from './senders/circuit-breaker.ts';
export { briefRestMs, signOf, type SenderSign } from './senders/sender-signals.ts';
export type { Interruption, RecordedSender } from './senders/sender.ts';
export { defaultMarketingWindow } from './sending-window/window.ts';
export type { AccountSettings, AlertWebhook, SettingsChange } from './settings/settings.ts';
export { canMove, legalMoves, sourcesOf } from './status.ts';
export { approvalProblem } from './templates/approval-problem.ts';
export type { ListedContent } from './templates/listed-content.ts';
export { refreshApprovals } from './templates/refresh-approvals.ts';
export type { Refresh } from './templates/refresh-templates.ts';
export { syncTemplates } from './templates/sync.ts';
export type { RecordedApproval, RecordedTemplate } from './templates/template.ts';
export { Unavailable } from './unavailable.ts';
export { nextOpeningFor } from './window/next-opening-for.ts';
