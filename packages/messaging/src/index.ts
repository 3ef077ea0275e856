export {
  accept,
  type Accepted,
  type Barred,
  type Enqueueing,
  type IdempotencyKey,
  type Inserted,
  type Repeat,
} from './accept.ts';
export { byCommandLine, bySystem, type Actor, type AuditEntry, type RecordedAuditEntry } from './audit/audit-entry.ts';
export { listAudit, type AuditFilter } from './audit/list-audit.ts';
export {
  apiKeyPattern,
  defaultRateLimit,
  hashApiKey,
  mayDo,
  newApiKey,
  type Caller,
  type RecordedApiKey,
  type Spent,
} from './api-key.ts';
export type {
  CampaignSettings,
  CampaignState,
  NewCampaignEvent,
  RecordedCampaign,
  RecordedCampaignEvent,
} from './campaigns/campaign.ts';
export type { AudienceMember, MemberChoice } from './campaigns/audience-member.ts';
export type { AudiencePart } from './campaigns/audience-part.ts';
export { estimateCampaign, type CampaignEstimate } from './campaigns/estimate.ts';
export { previewCampaign, type CampaignPreview } from './campaigns/preview.ts';
export { tryOut, type Trial } from './campaigns/try-out.ts';
export { estimateVersion, type EstimateBasis } from './campaigns/estimate-version.ts';
export { feedCampaigns } from './campaigns/feed.ts';
export type { BudgetLeft, Fed, Feeding, FeedLine, FeedPart, FeedWish } from './campaigns/feeding.ts';
export { makeOpenings, type Openings } from './campaigns/openings.ts';
export { emptyTally, type CampaignTally } from './campaigns/tally.ts';
export type { DraftedRecipient } from './audience/draft-recipient.ts';
export type { Upload } from './audience/read-rows.ts';
export { emptyAudience } from './audience/empty-audience.ts';
export type { Rejection } from './audience/file-row.ts';
export {
  importAudience,
  type AudienceImport,
  type AudienceSink,
  type AudienceSum,
  type FileSum,
  type ImportedAudience,
} from './audience/import-audience.ts';
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
export { createCampaign, type NewCampaign } from './campaigns/create.ts';
export { drainCanceled } from './campaigns/drain.ts';
export { findCampaign, findCampaignHistory, listCampaigns, type CampaignFilter } from './campaigns/find.ts';
export { launchCampaign, type Launching } from './campaigns/launch.ts';
export { patchCampaign } from './campaigns/patch.ts';
export { pauseCampaign } from './campaigns/pause.ts';
export { resumeCampaign } from './campaigns/resume.ts';
export { retryCampaign, type RetryRepeat } from './campaigns/retry.ts';
export { startDueCampaigns } from './campaigns/start-due.ts';
export { watchCampaigns, type CampaignAlarm, type Watched } from './campaigns/watch.ts';
export { cancel } from './cancel.ts';
export type { InboundContent, InboundReport, NewInbound, RecordedInbound } from './inbound/inbound.ts';
export {
  proveConsents,
  recordConsent,
  type ConsentProof,
  type NewConsent,
  type ProvedConsent,
  type RecordedConsent,
} from './consent/consent.ts';
export { answerableMs, askedOnce, type ConsentAnswer } from './consent/double-opt-in.ts';
export { importConsents, type ConsentSink, type ConsentSum, type ImportedConsents } from './consent/import-consents.ts';
export { verifyConsents, type ChainPlace, type CheckedLinks } from './consent/verify-consents.ts';
export type {
  ContactExport,
  ContactSummary,
  ConsentState,
  Erased,
  Membership,
  ToldMessage,
} from './contacts/contact.ts';
export { eraseContact } from './contacts/erase-contact.ts';
export { exportContact, findContact } from './contacts/find-contact.ts';
export { putContact, type ContactSettings } from './contacts/put-contact.ts';
export { listInbound, type InboundFilter } from './inbound/list-inbound.ts';
export { takeInbound, type TakenIn } from './inbound/take-inbound.ts';
export { optIn, optOut, type OptOut, type OptOutWish } from './opt-out/change-opt-out.ts';
export { defaultConfirmation, type ConfirmationBasis, type OptOutConfirmation } from './opt-out/confirmation.ts';
export { makeCircuit, type Circuit } from './circuit.ts';
export type { Composed } from './compose.ts';
export type { ConcludePolicy, Conclusion, Disposition } from './conclude.ts';
export { deliver, type Claim, type Claimed, type DeliverDeps, type Recording, type Submission } from './deliver.ts';
export { fallBackToSms } from './fall-back.ts';
export { fetchUnheard } from './fetch-unheard.ts';
export { heed, makeHeedReport, type HeedDeps, type Origin } from './heed.ts';
export { progressOf, type Progress, type ProgressCount, type RecordedProgress } from './campaigns/progress.ts';
export { readProgress, type ReadProgressDeps } from './campaigns/read-progress.ts';
export { ledgerOf, type LedgerDeps, type LedgerEntry, type LedgerPage, type LedgerPlace } from './campaigns/ledger.ts';
export { maskNumber } from './mask.ts';
export type { Content, NewFallback, NewMessage, RecordedEvent, RecordedMessage } from './message.ts';
export type { Outcome, OutcomeKind } from './outcome.ts';
export { rateInForce, type Throttle } from './rate-in-force.ts';
export { normalizeRecipient, spellingsOf, type Recipient } from './recipient.ts';
export { Refusal, refuseField } from './refusal.ts';
export { findMessage, listMessages, type MessageFilter } from './report.ts';
export { requeueWaiting, type RepairPlaces } from './requeue.ts';
export { resolveOverdue, type ResolveOverdueDeps } from './resolve-overdue.ts';
export type { Listed, ListQuery, Resolution, Unresolved } from './resolve.ts';
export { restoreLost, type Restored } from './restore.ts';
export { retry, retryAll, type Retried, type Retrying, type RetryFilter } from './retry.ts';
export type { RetryPolicy } from './retry-policy.ts';
export { briefRestMs, signOf, type SenderSign } from './sender-sign.ts';
export type { Interruption, RecordedSender } from './sender.ts';
export { settle, type Settled, type SettleDeps, type Settlement, type StatusReport } from './settle.ts';
export { keepStrayCallback, listStrayCallbacks, type StrayCallback } from './stray-callbacks.ts';
export { canMove, legalMoves, sourcesOf } from './status.ts';
export type { RecordedApproval, RecordedTemplate } from './template.ts';
export { approvalProblem } from './templates/approval-problem.ts';
export type { ListedContent } from './templates/listed-content.ts';
export { refreshApprovals } from './templates/refresh-approvals.ts';
export type { Refresh } from './templates/refresh-templates.ts';
export { applyRetention } from './retention/apply-retention.ts';
export { eraseAtTwilio } from './retention/erase-at-twilio.ts';
export { keepsAll, type Expiry, type Kept, type TwilioErasure } from './retention/retention.ts';
export { syncTemplates } from './templates/sync-templates.ts';
export { Unavailable } from './unavailable.ts';
export type { AccountSettings, AlertWebhook, SettingsChange } from './cost/account-settings.ts';
export { raiseAlerts, tellAlerts, type Alert } from './cost/alerts.ts';
export type { ListedPrice, PriceList } from './cost/price-list.ts';
export { putPrices, type PutPricesDeps } from './cost/put-prices.ts';
export { putSettings, type PutSettingsDeps } from './cost/put-settings.ts';
export {
  settlePrices,
  type Priced,
  type PriceLook,
  type SettlePricesDeps,
  type Unpriced,
} from './cost/settle-prices.ts';
export { nextOpeningFor } from './window/next-opening-for.ts';
export { defaultMarketingWindow } from './window/window.ts';
export { rotate } from './keys/rotate.ts';
export type { IndexRotationStep, RotationStep } from './keys/rotation-step.ts';
