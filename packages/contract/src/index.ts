export { Approval, ApprovalStatus } from './approval.ts';
export { AuditEntry, AuditPage, ListAudit } from './audit.ts';
export { Estimate } from './campaign-estimate.ts';
export { CampaignEvent, CampaignEventType } from './campaign-event.ts';
export { CampaignProgress, ExportRecipients, RecipientStatus } from './campaign-progress.ts';
export { CampaignStatus } from './campaign-status.ts';
export {
  Campaign,
  CampaignPage,
  ConsentBasis,
  CreateCampaign,
  FrequencyCap,
  LaunchCampaign,
  ListCampaigns,
  PatchCampaign,
} from './campaigns.ts';
export { Consent, ConsentFields, ConsentProof, ImportConsents, ImportedConsents, RecordConsent } from './consents.ts';
export { Contact, ContactExport, ContactSettings, ErasedContact, PutContact } from './contacts.ts';
export { Category, Channel } from './content.ts';
export { DoubleOptIn } from './double-opt-in.ts';
export { Fallback, SendFallback } from './fallback.ts';
export { withoutHidden } from './hidden.ts';
export { CampaignId, Language, MessageId, SenderId, TemplateName, VariableName } from './identifiers.ts';
export { InboundMessage, InboundPage, ListInbound, Wish } from './inbound.ts';
export { DeliverJob } from './jobs.ts';
export { EventType, MessageEvent } from './message-event.ts';
export { ListMessages, Message, MessagePage, SendMessage } from './messages.ts';
export { Metadata } from './metadata.ts';
export { Amount, Budget, Currency, Money } from './money.ts';
export { openApiDocument } from './openapi/document.ts';
export { ChangeOptOut, OptOutPurpose, OptOuts } from './opt-out.ts';
export { Preview, PreviewQuery, TestCampaign, TestedCampaign } from './preview.ts';
export { Price, PriceList, PutPrices } from './prices.ts';
export { FieldError, Problem, problemTypes, problemUri, type ProblemType } from './problem.ts';
export { Readiness } from './readiness.ts';
export { ImportedRecipients, ImportPath, RowError } from './recipients.ts';
export { RetriedMessages, RetryableStatus, RetryCampaign, RetryMessages } from './retries.ts';
export { Scope } from './scope.ts';
export { PutSender, Sender, SenderPage } from './senders.ts';
export { SendingWindow, Weekday } from './sending-window.ts';
export { PutSettings, RetentionDays, Settings, TwilioCopy } from './settings.ts';
export { Status } from './status.ts';
export { ListStrayCallbacks, StrayCallback, StrayCallbackPage } from './stray-callback.ts';
export { SkipReason, SyncedTemplates } from './template-sync.ts';
export { ContentSid, PutTemplate, Template, TemplatePage, TemplateQuery } from './templates.ts';
export { Line } from './text.ts';
export { ValidFor } from './valid-for.ts';
