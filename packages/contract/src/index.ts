export { ActorKind, ActorName, AuditEntry, AuditPage, ExportAudit, ListAudit } from './audit.ts';
export {
  CanceledMessages,
  CancelMessages,
  RetriedMessages,
  RetryableStatus,
  RetryCampaign,
  RetryMessages,
} from './bulk-changes.ts';
export { AudienceExclusion, AudienceSource, CopiedAudience, FollowUpCondition } from './campaign-audience.ts';
export { FirstPart, ObjectionLimits } from './objection-limits.ts';
export { CampaignHistory, HistoryQuery, HistoryStep } from './campaign-history.ts';
export { Estimate, Preview, PreviewQuery, TestCampaign, TestedCampaign } from './campaign-estimate.ts';
export {
  CampaignEngagement,
  CampaignProgress,
  CampaignStatus,
  ExportRecipients,
  ListRecipients,
  Recipient,
  RecipientPage,
  RecipientStatus,
} from './campaign-progress.ts';
export {
  Campaign,
  CampaignEvent,
  CampaignEventType,
  CampaignPage,
  ChangedCampaign,
  ConsentBasis,
  CopyCampaign,
  CreateCampaign,
  FrequencyCap,
  LaunchCampaign,
  ListCampaigns,
  PatchCampaign,
  ResumeCampaign,
} from './campaigns.ts';
export {
  Consent,
  ConsentFields,
  ConsentProof,
  DoubleOptIn,
  ImportConsents,
  ImportedConsents,
  RecordConsent,
} from './consents.ts';
export {
  ChangeOptOut,
  Contact,
  ContactExport,
  ContactSettings,
  ErasedContact,
  LookedUpContact,
  LookUpContact,
  OptOutPurpose,
  OptOuts,
  PutContact,
  RemoveOptOut,
  RevealedNumber,
  RevealNumber,
} from './contacts.ts';
export { BatchMessage, BatchResult, BatchResults, mostBatched } from './batches.ts';
export { Category, Channel, Line, MediaUrl, Metadata, withoutHidden } from './content.ts';
export { Event, EventName, EventPage, ListEvents } from './events.ts';
export { CampaignId, Language, MessageId, Scope, SenderId, TemplateName, Total, VariableName } from './identifiers.ts';
export {
  InboundMessage,
  InboundOptOut,
  InboundPage,
  ListInbound,
  ListUnknownCallbacks,
  ReplyKeyword,
  UnknownCallback,
  UnknownCallbackPage,
} from './inbound.ts';
export {
  ChangedMessage,
  DeliverJob,
  EventType,
  Fallback,
  ListMessages,
  Message,
  MessageEvent,
  MessagePage,
  SendFallback,
  SendMessage,
  Status,
} from './messages.ts';
export {
  BulkRetry,
  BulkRetryList,
  CreateBulkRetry,
  FailureList,
  ListFailures,
  NoticeList,
  NoticeType,
  Operations,
  RefusedCallbackList,
} from './operations.ts';
export { ReportDimension, ReportName, ReportPath, ReportQuery, ReportStep } from './report-query.ts';
export type { Report } from './reports.ts';
export { Amount, Budget, Currency, Money, Price, PriceCategory, PriceList, PutPrices, Usage } from './prices.ts';
export {
  ErrorCodeList,
  FieldError,
  Problem,
  problemTypes,
  problemUri,
  Readiness,
  Remedy,
  type ProblemType,
} from './problem.ts';
export {
  ImportedExclusions,
  ImportedRecipients,
  ImportList,
  ImportPath,
  ImportPreview,
  ImportPreviewQuery,
  ImportQuery,
  RowError,
} from './recipients.ts';
export { ListSenderHistory, PutSender, Sender, SenderEventKind, SenderHistory, SenderPage } from './senders.ts';
export { SendingWindow, ValidFor, Weekday } from './sending-window.ts';
export { LaunchApproval, PutSettings, RetentionDays, Settings, TwilioCopy } from './settings.ts';
export { mapContent, TemplateContent } from './template-content.ts';
export {
  Approval,
  ApprovalStatus,
  contentKey,
  ContentSid,
  PutTemplate,
  SkipReason,
  SmsCharset,
  SyncedTemplates,
  Template,
  TemplatePage,
  TemplateQuery,
} from './templates.ts';
export {
  AcceptInvite,
  ApiKey,
  ApiKeyList,
  CreateApiKey,
  CreatedApiKey,
  Grant,
  Invited,
  InviteUser,
  Locale,
  OpenInvite,
  PatchSession,
  PatchUser,
  Role,
  Session,
  SessionList,
  SignIn,
  SignInWays,
  Sudo,
  User,
  UserList,
} from './users.ts';
export {
  CreatedWebhook,
  CreateWebhook,
  DeliveryPage,
  ListDeliveries,
  PatchWebhook,
  ReplayWebhook,
  Webhook,
  WebhookFilter,
  WebhookPage,
} from './webhooks.ts';
