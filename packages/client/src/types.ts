import type * as contract from '@recado/contract';
import type { z } from 'zod';

// The build replaces this file by plain types with the same names, made from the OpenAPI document.

export type {
  ApiKeyList,
  AuditEntry,
  AuditPage,
  BatchResult,
  BatchResults,
  BulkRetry,
  BulkRetryList,
  Campaign,
  CampaignHistory,
  CampaignPage,
  CampaignProgress,
  CanceledMessages,
  ChangedCampaign,
  ChangedMessage,
  ConsentProof,
  Contact,
  ContactSettings,
  CreatedApiKey,
  CreatedWebhook,
  DeliveryPage as WebhookDeliveryPage,
  ErasedContact,
  ErrorCodeList,
  Estimate,
  Event,
  EventName,
  EventPage,
  FailureList,
  FieldError,
  ImportedConsents,
  ImportedExclusions,
  ImportedRecipients,
  ImportList,
  ImportPreview,
  InboundMessage,
  InboundPage,
  Invited,
  LookedUpContact,
  Message,
  MessagePage,
  NoticeList,
  Operations,
  OptOuts,
  Preview,
  PriceList,
  Problem,
  Recipient,
  RecipientPage,
  RefusedCallbackList,
  Report,
  ReportName,
  RetriedMessages,
  Sender,
  SenderHistory,
  SenderPage,
  Settings,
  UnknownCallback as StrayCallback,
  SyncedTemplates,
  Template,
  TemplatePage,
  TestedCampaign,
  User,
  UserList,
  Webhook,
  WebhookPage,
} from '@recado/contract';

export type BatchMessage = z.input<typeof contract.BatchMessage>;
export type CancelMessages = z.input<typeof contract.CancelMessages>;
export type ChangeOptOut = z.input<typeof contract.ChangeOptOut>;
export type CopyCampaign = z.input<typeof contract.CopyCampaign>;
export type CreateApiKey = z.input<typeof contract.CreateApiKey>;
export type CreateBulkRetry = z.input<typeof contract.CreateBulkRetry>;
export type CreateCampaign = z.input<typeof contract.CreateCampaign>;
export type CreateWebhook = z.input<typeof contract.CreateWebhook>;
export type InviteUser = z.input<typeof contract.InviteUser>;
export type LaunchCampaign = z.input<typeof contract.LaunchCampaign>;
export type PatchCampaign = z.input<typeof contract.PatchCampaign>;
export type PatchUser = z.input<typeof contract.PatchUser>;
export type PatchWebhook = z.input<typeof contract.PatchWebhook>;
export type PutContact = z.input<typeof contract.PutContact>;
export type PutPrices = z.input<typeof contract.PutPrices>;
export type PutSender = z.input<typeof contract.PutSender>;
export type PutSettings = z.input<typeof contract.PutSettings>;
export type PutTemplate = z.input<typeof contract.PutTemplate>;
export type RecordConsent = z.input<typeof contract.RecordConsent>;
export type RemoveOptOut = z.input<typeof contract.RemoveOptOut>;
export type ReplayWebhook = z.input<typeof contract.ReplayWebhook>;
export type ResumeCampaign = z.input<typeof contract.ResumeCampaign>;
export type RetryCampaign = z.input<typeof contract.RetryCampaign>;
export type RetryMessages = z.input<typeof contract.RetryMessages>;
export type SendMessage = z.input<typeof contract.SendMessage>;
export type TestCampaign = z.input<typeof contract.TestCampaign>;

/** The fields of a query before they are written as text. */
type Query<Schema extends z.ZodType> = { [Name in keyof z.output<Schema>]?: z.output<Schema>[Name] | undefined };

export type GetReportQuery = Query<typeof contract.ReportQuery>;
export type ListAuditQuery = Query<typeof contract.ListAudit>;
export type ListCampaignsQuery = Query<typeof contract.ListCampaigns>;
export type ListRecipientsQuery = Query<typeof contract.ListRecipients>;
export type ListInboundQuery = Query<typeof contract.ListInbound>;
export type ListMessagesQuery = Query<typeof contract.ListMessages>;
export type ListStrayCallbacksQuery = Query<typeof contract.ListUnknownCallbacks>;
export type ListWebhookDeliveriesQuery = Query<typeof contract.ListDeliveries>;
export type PreviewCampaignQuery = Query<typeof contract.PreviewQuery>;
export type PreviewImportQuery = Query<typeof contract.ImportPreviewQuery>;
export type RecordConsentQuery = Query<typeof contract.ImportConsents>;
