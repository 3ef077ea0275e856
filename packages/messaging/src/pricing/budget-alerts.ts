import type { Money } from '@recado/contract';

/** A budget of which so many per cent are used: a campaign's, or that of a day in UTC. */
export type Alert = {
  id: string;
  level: number;
  at: Date;
  of: { campaignId: string; campaignName: string } | { day: string };
  budget: Money;
  spent: Money;
};

/** Where alerts go, and what signs them: `whsec_` and a key in base64. */
export type AlertWebhook = { url: string; secret: string };

type RaiseDeps = {
  clock: () => Date;
  /** Writes down what has come about since: each budget and level once, whoever asks. */
  raiseAlerts: (at: Date) => Promise<Alert[]>;
  raised: (alert: Alert) => void;
};

/** Finds budgets that are half, nearly or wholly used. */
export const raiseAlerts = async (deps: RaiseDeps): Promise<void> => {
  for (const alert of await deps.raiseAlerts(deps.clock())) deps.raised(alert);
};

type TellDeps = {
  clock: () => Date;
  findAlertWebhook: () => Promise<AlertWebhook | undefined>;
  /** Those that nobody was told of, and that are not being told now. Each is taken again later, ever more rarely. */
  takeUntold: (at: Date, limit: number) => Promise<Alert[]>;
  /** Rejects unless the other side took it. */
  postAlert: (webhook: AlertWebhook, alert: Alert) => Promise<void>;
  noteTold: (id: string, at: Date) => Promise<void>;
  notTold: (alert: Alert, error: unknown) => void;
};

const atOnce = 10;

/** Tells the webhook, if there is one, what it does not know yet. Gives how many alerts were tried. */
export const tellAlerts = async (deps: TellDeps): Promise<number> => {
  const webhook = await deps.findAlertWebhook();
  if (!webhook) return 0;
  const untold = await deps.takeUntold(deps.clock(), atOnce);
  await Promise.all(untold.map((alert) => tell(deps, webhook, alert)));
  return untold.length;
};

const tell = async (deps: TellDeps, webhook: AlertWebhook, alert: Alert): Promise<void> => {
  try {
    await deps.postAlert(webhook, alert);
  } catch (error) {
    deps.notTold(alert, error);
    return;
  }
  await deps.noteTold(alert.id, deps.clock());
};
