export { ActorKind, ActorName, AuditEntry, AuditPage, ListAudit } from './audit.ts';
export { Estimate, Preview, PreviewQuery, TestCampaign, TestedCampaign } from './campaign-estimate.ts';
export { CampaignProgress, CampaignStatus, ExportRecipients, RecipientStatus } from './campaign-progress.ts';
export {
  ChangedCampaign,
  Campaign,
  CampaignEvent,
  CampaignEventType,
  CampaignPage,
  ConsentBasis,
  CopyCampaign,
  CreateCampaign,
  FrequencyCap,
  LaunchCampaign,
  ListCampaigns,
  PatchCampaign,
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
export { ChangeOptOut, OptOutPurpose, OptOuts, RemoveOptOut } from './opt-outs.ts';
export {
  Contact,
  ContactExport,
  ContactSettings,
  ErasedContact,
  LookedUpContact,
  LookUpContact,
  PutContact,
} from './contacts.ts';
export { Category, Channel, Line, Metadata, withoutHidden } from './content.ts';
export { Event, EventName, EventPage, ListEvents } from './events.ts';
export { CampaignId, Language, MessageId, Scope, SenderId, TemplateName, Total, VariableName } from './identifiers.ts';
export { ErrorCodeList, Remedy } from './error-codes.ts';
export {
  InboundMessage,
  InboundOptOut,
  InboundPage,
  ListInbound,
  ListUnknownCallbacks,
  UnknownCallback,
  UnknownCallbackPage,
  ReplyKeyword,
} from './inbound.ts';
export { DeliverJob } from './jobs.ts';
export {
  ChangedMessage,
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
export { ApiKey, ApiKeyList, CreateApiKey, CreatedApiKey } from './keys.ts';
export { openApiDocument } from './openapi/document.ts';
export { Amount, Budget, Currency, Money, Price, PriceList, PutPrices } from './prices.ts';
export { FieldError, Problem, problemTypes, problemUri, Readiness, type ProblemType } from './problem.ts';
export {
  ImportedRecipients,
  ImportPath,
  ImportPreview,
  ImportPreviewQuery,
  ImportQuery,
  RowError,
} from './recipients.ts';
export {
  CanceledMessages,
  CancelMessages,
  RetriedMessages,
  RetryableStatus,
  RetryCampaign,
  RetryMessages,
} from './bulk-changes.ts';
export { PutSender, Sender, SenderPage } from './senders.ts';
export { SendingWindow, ValidFor, Weekday } from './sending-window.ts';
export { PutSettings, RetentionDays, Settings, TwilioCopy } from './settings.ts';
export {
  Approval,
  ApprovalStatus,
  ContentSid,
  PutTemplate,
  SkipReason,
  SyncedTemplates,
  Template,
  TemplatePage,
  TemplateQuery,
  SmsCharset,
} from './templates.ts';
export {
  CreateWebhook,
  CreatedWebhook,
  DeliveryPage,
  ListDeliveries,
  PatchWebhook,
  ReplayWebhook,
  Webhook,
  WebhookPage,
} from './webhooks.ts';
export { contentKey } from './template-text.ts';
export {
  AcceptInvite,
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
