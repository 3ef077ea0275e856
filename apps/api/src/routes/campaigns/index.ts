import { cancelCampaign, pauseCampaign } from '@recado/messaging';
import type { Context } from '../../context.ts';
import { readJson } from '../../http/json-body.ts';
import type { Route, V1 } from '../../http/middleware.ts';
import {
  controlCampaign,
  copyCampaign,
  getCampaign,
  getHistory,
  launchCampaign,
  listCampaigns,
  patchCampaign,
  postCampaign,
  resumeCampaign,
  retryCampaign,
} from './campaigns.ts';
import { getEstimate, getPreview, postTest } from './planning.ts';
import { streamProgress } from './progress.ts';
import {
  deleteCampaign,
  deleteExclusions,
  deleteRecipients,
  exportRecipients,
  getRecipients,
  getImports,
  getRejectedCsv,
  postExclusions,
  postImportPreview,
  postRecipients,
} from './recipients.ts';

export const campaignRoutes = (context: Context, v1: V1): Route[] => [
  v1('post', '/campaigns', 'campaigns:write', ...readJson, postCampaign(context)),
  v1('get', '/campaigns', 'messages:read', listCampaigns(context)),
  v1('get', '/campaigns/:id', 'messages:read', getCampaign(context)),
  v1('get', '/campaigns/:id/history', 'messages:read', getHistory(context)),
  v1('get', '/campaigns/:id/stream', 'messages:read', streamProgress(context)),
  v1('get', '/campaigns/:id/recipients.csv', 'messages:read', exportRecipients(context)),
  v1('patch', '/campaigns/:id', 'campaigns:write', ...readJson, patchCampaign(context)),
  v1('delete', '/campaigns/:id', 'campaigns:write', deleteCampaign(context)),
  v1('post', '/imports/preview', 'campaigns:write', postImportPreview(context)),
  v1('get', '/campaigns/:id/recipients', 'messages:read', getRecipients(context)),
  v1('post', '/campaigns/:id/recipients', 'campaigns:write', postRecipients(context)),
  v1('delete', '/campaigns/:id/recipients', 'campaigns:write', deleteRecipients(context)),
  v1('post', '/campaigns/:id/exclusions', 'campaigns:write', postExclusions(context)),
  v1('delete', '/campaigns/:id/exclusions', 'campaigns:write', deleteExclusions(context)),
  v1('get', '/campaigns/:id/imports', 'messages:read', getImports(context)),
  v1('get', '/campaigns/:id/imports/:importId/rejected.csv', 'campaigns:write', getRejectedCsv(context)),
  v1('get', '/campaigns/:id/estimate', 'messages:read', getEstimate(context)),
  v1('get', '/campaigns/:id/preview', 'messages:read', getPreview(context)),
  v1('post', '/campaigns/:id/test', 'campaigns:write', ...readJson, postTest(context)),
  v1('post', '/campaigns/:id/copy', 'campaigns:write', ...readJson, copyCampaign(context)),
  v1('post', '/campaigns/:id/launch', 'campaigns:launch', ...readJson, launchCampaign(context)),
  v1('post', '/campaigns/:id/pause', 'campaigns:launch', controlCampaign(pauseCampaign, context)),
  v1('post', '/campaigns/:id/resume', 'campaigns:launch', ...readJson, resumeCampaign(context)),
  v1('post', '/campaigns/:id/cancel', 'campaigns:launch', controlCampaign(cancelCampaign, context)),
  v1('post', '/campaigns/:id/retry', 'campaigns:launch', ...readJson, retryCampaign(context)),
];
