export * from './api-keys/api-key.ts';
export * from './audience/copy-audience.ts';
export * from './audience/exclusions.ts';
export { createFollowUp } from './audience/follow-up.ts';
export * from './audience/import.ts';
export { previewImport, type ImportPreview as PreviewedImport } from './audience/preview-import.ts';
export type { AudienceLanguage } from './campaigns/campaign-languages.ts';
export type { DraftedRecipient } from './audience/recipient-content.ts';
export {
  byCommandLine,
  bySystem,
  listAudit,
  type Actor,
  type AuditEntry,
  type AuditFilter,
  type RecordedAuditEntry,
} from './audit/audit.ts';
export * from './campaigns/campaign.ts';
export * from './campaigns/objections.ts';
export {
  findCampaign,
  findCampaignHistory,
  listCampaigns,
  noSuchCampaign,
  type RequestContext,
  type CampaignChange,
  type CampaignFilter,
  type Changed,
  type Changing,
  type CampaignResult,
} from './campaigns/change.ts';
export { copyCampaign, retryCampaign, type RetryRepeat } from './campaigns/retry.ts';
export { createCampaign, type NewCampaign } from './campaigns/draft.ts';
export type { AudiencePart } from './campaigns/duration.ts';
export { estimateCampaign, type CampaignEstimate } from './campaigns/estimate.ts';
export { guardCampaigns, type GuardedCampaign } from './campaigns/failure-guard.ts';
export { zeroCounts, type CampaignAlarm, type OutcomeCounts } from './campaigns/outcome-counts.ts';
export * from './campaigns/feed-store.ts';
export { feedCampaigns } from './campaigns/feed.ts';
export {
  cancelBulkRetry,
  createBulkRetry,
  findBulkRetry,
  retryableOf,
  runBulkRetry,
  type BulkRetryFilter,
  type NewBulkRetry,
  type RecordedBulkRetry,
  type TakenBulkRetry,
} from './operations/bulk-retries.ts';
export {
  findNotices,
  goneAfterMs,
  type FailureCount,
  type Notice,
  type NoticeBasis,
  type OperationFigures,
  type ProcessHeartbeat,
  type RefusedCallbacks,
} from './operations/operations.ts';
export { campaignHistory, type HistoryRange, type RecordedHistoryPoint } from './campaigns/history.ts';
export { launchCampaign, type Launching } from './campaigns/launch.ts';
export { readBalance, type Balance } from './pricing/budget-alerts.ts';
export {
  cancelCampaign,
  completionOf,
  drainCanceled,
  pauseCampaign,
  resumeCampaign,
  startDueCampaigns,
  type RemainingCosts,
} from './campaigns/lifecycle.ts';
export { patchCampaign } from './campaigns/patch.ts';
export {
  previewCampaign,
  type AudienceMember,
  type CampaignPreview,
  type MemberChoice,
  type PreviewedText,
} from './campaigns/preview.ts';
export * from './campaigns/progress.ts';
export {
  listRecipients,
  recipientReport,
  type RecipientReportDeps,
  type RecipientReportRow,
  type ReportPosition,
} from './campaigns/recipient-report.ts';
export { testSend, type TestSendResult } from './campaigns/test-send.ts';
export * from './events/events.ts';
export {
  deliverEvents,
  type DeliveryNote,
  type DeliveryRound,
  type TakenWebhook,
  type WaitingEvent,
} from './webhooks/deliver-events.ts';
export type { Posted } from './webhooks/send-lanes.ts';
export type { MediaFacts, MediaFault } from './messages/media.ts';
export { isPrivateHost, lookUpPublic } from './private-addresses.ts';
export {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  noSuchWebhook,
  patchWebhook,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  type NewWebhook,
  type RecordedDelivery,
  type RecordedWebhook,
  type WebhookChange,
  type WebhookDeps,
} from './webhooks/webhook.ts';
export {
  answerableMs,
  singleOptIn,
  proveConsents,
  recordConsent,
  type ConsentAnswer,
  type ConsentProof,
  type NewConsent,
  type ProvedConsent,
  type RecordedConsent,
} from './consent/consent.ts';
export * from './consent/verify.ts';
export * from './consent/import.ts';
export * from './contacts/contacts.ts';
export * from './contacts/lookups.ts';
export { maskNumber, normalizeRecipient, parseWhatsappId, spellingsOf, type Recipient } from './phone-number.ts';
export { rotate, type IndexRotationStep, type EncryptionRotationStep } from './encryption/rotate.ts';
export * from './errors.ts';
export { makeRandomPool, newId } from './new-id.ts';
export { explainReason } from './import-files/reasons.ts';
export type { Upload } from './import-files/read-rows.ts';
export type { Rejection } from './import-files/rows.ts';
export {
  listInbound,
  type InboundListQuery,
  type InboundContent,
  type InboundFilter,
  type InboundReport,
  type NewInbound,
  type RecordedInbound,
} from './inbound/inbound.ts';
export {
  defaultConfirmation,
  type ConfirmationBasis,
  type OptOutConfirmation,
} from './inbound/opt-out-confirmation.ts';
export { catchUpInbound, type InboundRead } from './inbound/catch-up.ts';
export { takeInbound, type TakenIn } from './inbound/take-inbound.ts';
export {
  accept,
  type Accepted,
  type Excluded,
  type IdempotencyKey,
  type Inserted,
  type Repeat,
} from './messages/accept.ts';
export type { Composed } from './messages/content.ts';
export {
  deliver,
  type Claim,
  type Claimed,
  type DeliverDeps,
  type Recording,
  type Submission,
} from './messages/deliver.ts';
export * from './messages/find.ts';
export * from './messages/message.ts';
export type { NextStepPolicy, StatusUpdate, JobAction } from './messages/next-step.ts';
export type { Outcome, OutcomeKind, RetryPolicy } from './outcome.ts';
export type { ListRange } from './pagination.ts';
export type { Listed, SidOwner } from './messages/match-listed.ts';
export {
  enqueueAheadMs,
  type AcceptedPage,
  type JobPage,
  enqueueMissing,
  enqueueUpcoming,
  rebuildQueues,
  type WalkPositions,
} from './messages/rebuild-queues.ts';
export * from './messages/resolve.ts';
export { cancel, cancelAll, type Canceled, type CancelFilter, type Canceling } from './messages/cancel.ts';
export {
  retry,
  retryAll,
  type MessageSelection,
  type Retried,
  type RetryFilter,
  type Retrying,
} from './messages/retry.ts';
export { fallBackToSms } from './messages/fallback.ts';
export {
  fetchMissingCallbacks,
  keepUnknownCallback,
  listUnknownCallbacks,
  lookedUp,
  settle,
  type FetchedStatus,
  type Settled,
  type SettleDeps,
  type Settlement,
  type StatusReport,
  type UnknownCallback,
} from './messages/settle.ts';
export * from './pricing/budget-alerts.ts';
export * from './pricing/usage.ts';
export * from './pricing/fetch-prices.ts';
export { putPrices, type ListedPrice, type PriceList, type PutPricesDeps } from './pricing/prices.ts';
export * from './restores/restores.ts';
export * from './retention/retention.ts';
export * from './senders/history.ts';
export { putSender, type PutSenderDeps } from './senders/put-sender.ts';
export { makeCircuit, type Circuit } from './senders/circuit-breaker.ts';
export * from './senders/sender-signals.ts';
export {
  readQualities,
  type AccountLook,
  type MarketingPauseChange,
  type QualityReading,
} from './senders/read-qualities.ts';
export {
  effectiveRate,
  type Interruption,
  type QualityFacts,
  type QualityRating,
  type RecordedSender,
  type SenderQuality,
  type Throttle,
} from './senders/sender.ts';
export { defaultMarketingWindow, nextOpeningFor } from './sending-window/window.ts';
export * from './reports/report.ts';
export { putSettings, type AccountSettings, type PutSettingsDeps, type SettingsChange } from './settings/settings.ts';
export type { ListedContent } from './templates/listed-template.ts';
export {
  approvalProblem,
  putTemplate,
  type PutTemplateDeps,
  type RecordedApproval,
  type RecordedTemplate,
} from './templates/template.ts';
export { refreshApprovals, syncTemplates, type Refresh, type SyncDeps } from './templates/sync.ts';
export * from './users/user.ts';
export * from './users/invite.ts';
export * from './users/password.ts';
export * from './users/session.ts';
