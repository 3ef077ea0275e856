import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { accountRoutes, makeAccount } from './account/routes.ts';
import { makeUsage } from './account/usage.ts';
import { makeRateReport } from './admin/rate-report.ts';
import { adminRoutes, makeOutages, type Outages } from './admin/routes.ts';
import { makeCallBack, makeNotifier } from './callbacks/notify.ts';
import { makePoster } from './callbacks/post.ts';
import type { Config } from './config.ts';
import { makeContents, stoppingCode } from './content/content.ts';
import { contentRoutes } from './content/routes.ts';
import { makeLifecycle } from './delivery/lifecycle.ts';
import { makeSenderPool } from './delivery/plan.ts';
import { makeFaults } from './faults/faults.ts';
import { createApp } from './http/app.ts';
import { makeApplyKeyword, makeOptOuts, makeServiceWindows, makeWhatsappIds } from './inbound/inbound.ts';
import { inboundRoutes } from './inbound/routes.ts';
import { createRoute, makeCreateMessage } from './messages/create.ts';
import { makeListTexts } from './messages/list-texts.ts';
import { makeCheckMedia } from './messages/media.ts';
import { makeMessageLog } from './messages/message.ts';
import { messageRoutes } from './messages/routes.ts';
import { senderRoutes } from './senders/routes.ts';
import { makeSenders } from './senders/senders.ts';
import { makeChance, makeTimers } from './timers.ts';

export type Context = { app: RequestListener; outages: Outages; close: () => Promise<void> };

/** Wires the simulator together. Closing it ends all timers and connections; nothing is stored. */
export const createContext = (config: Config, logger: Logger): Context => {
  const { account, pace, senders } = config;
  const accountSid = account.sid;
  const chance = makeChance(config.seed);
  const timers = makeTimers();
  const poster = makePoster(config.callbacks.connections);
  const faults = makeFaults(config.seed, config.faults);
  const messageLog = makeMessageLog(config.maxMessages);
  const received = makeMessageLog(config.maxMessages);
  const contents = makeContents({ now: now(), strict: config.strictContent });
  const listTexts = makeListTexts(config.listTexts, contents);
  const accountSenders = makeSenders(senders, config.inboundUrl);
  const optOuts = makeOptOuts();
  const ownAccount = makeAccount();
  const usage = makeUsage((contentSid) => {
    const content = contents.get(contentSid);
    return content?.verdict?.category ?? content?.approval?.category;
  });
  const windows = makeServiceWindows(now);
  const whatsappIds = makeWhatsappIds();
  const rateReport = makeRateReport();
  const outages = makeOutages();

  const callBack = makeCallBack({ authToken: account.authToken, post: poster.post, sleep, now });
  // Two of the longest steps, so that the callback of the next status comes in between.
  const disorderMs = 2 * pace.stepMs * (1 + pace.jitter);
  const notifier = makeNotifier({
    accountSid,
    callBack,
    faults,
    whatsappIdOf: whatsappIds.idOf,
    disorderMs,
    timers,
  });
  const media = makeCheckMedia();
  const lifecycle = makeLifecycle({
    pace,
    timers,
    now,
    chance,
    chooseSender: makeSenderPool(senders),
    isOptedOut: optOuts.has,
    isWindowOpen: config.serviceWindow ? windows.isOpen : () => true,
    stoppingCodeOf: (contentSid) => stoppingCode(contents.get(contentSid)),
    checkMedia: media.check,
    onMoved: (message, from) => {
      rateReport.moved(message, from);
      if (config.callbacks.enabled) notifier.notify(message);
    },
    onPriced: usage.bill,
  });
  const createMessage = makeCreateMessage({
    now,
    premises: { senders, isContent: contents.isSendable, isOptedOut: optOuts.has },
    contents,
    messageLog,
    lifecycle,
    onCreated: rateReport.created,
    onRefused: rateReport.refused,
  });

  const inbound = inboundRoutes({
    accountSid,
    authToken: account.authToken,
    inboundUrlOf: accountSenders.inboundUrlOf,
    ask: poster.ask,
    now,
    received,
    applyKeyword: makeApplyKeyword(optOuts),
    windows,
    whatsappIds,
  });
  const create = createRoute({ accountSid, createMessage, messageLog, faults, timers });
  const app = createApp({
    account,
    logger,
    latencyMs: config.latencyMs,
    timers,
    onRequest: rateReport.requested,
    create,
    messages: messageRoutes({ accountSid, now, create, messageLog, received, listTexts, lifecycle, faults }),
    accountResources: accountRoutes({ accountSid, account: ownAccount, usage, now }),
    senders: senderRoutes({ accountSid, senders: accountSenders }),
    content: contentRoutes({ accountSid, now, contents, approvalMs: config.approvalMs }),
    admin: adminRoutes({
      rateReport,
      callbacks: notifier.counts,
      messageLog,
      contents,
      optOuts,
      faults,
      outages,
      listTexts,
      inbound,
      account: ownAccount,
      senders: accountSenders,
    }),
  });
  const close = async () => {
    timers.stop();
    await Promise.all([poster.close(), media.close()]);
  };
  return { app, outages, close };
};

const now = () => Date.now();
