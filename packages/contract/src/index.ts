export { Approval, ApprovalStatus } from './approval.ts';
export { AuditEntry, AuditPage, ListAudit } from './audit.ts';
export {
  Campaign,
  CampaignPage,
  ConsentBasis,
  CreateCampaign,
  FrequencyCap,
  LaunchCampaign,
  ListCampaigns,
  PatchCampaign,
} from './campaign.ts';
export { CampaignEvent, CampaignEventType } from './campaign-event.ts';
export { CampaignProgress, ExportRecipients, RecipientStatus } from './campaign-progress.ts';
export { CampaignStatus } from './campaign-status.ts';
export { Category, Channel } from './channel.ts';
export { Contact, ContactExport, ContactSettings, ErasedContact, PutContact } from './contact.ts';
export { DoubleOptIn } from './double-opt-in.ts';
export { Consent, ConsentFields, ConsentProof, ImportConsents, ImportedConsents, RecordConsent } from './consent.ts';
export { Estimate } from './estimate.ts';
export { Fallback, SendFallback } from './fallback.ts';
export { withoutHidden } from './hidden.ts';
export { CampaignId, Language, MessageId, SenderId, TemplateName, VariableName } from './identifiers.ts';
export { InboundMessage, InboundPage, ListInbound, Wish } from './inbound.ts';
export { DeliverJob } from './job.ts';
export { EventType, MessageEvent } from './message-event.ts';
export { ImportedRecipients, ImportPath, RowError } from './import.ts';
export { ListMessages, Message, MessagePage, SendMessage } from './message.ts';
export { Metadata } from './metadata.ts';
export { Amount, Budget, Currency, Money } from './money.ts';
export { Price, PriceList, PutPrices } from './prices.ts';
export { Preview, PreviewQuery, TestCampaign, TestedCampaign } from './preview.ts';
export { FieldError, Problem, problemTypes, problemUri, type ProblemType } from './problem.ts';
export { ChangeOptOut, OptOutPurpose, OptOuts } from './opt-out.ts';
export { openApiDocument } from './openapi/document.ts';
export { Readiness } from './readiness.ts';
export { RetriedMessages, RetryableStatus, RetryCampaign, RetryMessages } from './retry.ts';
export { Scope } from './scope.ts';
export { PutSender, Sender, SenderPage } from './sender.ts';
export { SendingWindow, Weekday } from './sending-window.ts';
export { PutSettings, RetentionDays, Settings, TwilioCopy } from './settings.ts';
export { Status } from './status.ts';
export { ListStrayCallbacks, StrayCallback, StrayCallbackPage } from './stray-callback.ts';
export { SkipReason, SyncedTemplates } from './template-sync.ts';
export { ContentSid, PutTemplate, Template, TemplatePage, TemplateQuery } from './template.ts';
export { Line } from './text.ts';
export { ValidFor } from './valid-for.ts';
