/**
 * `timeline`: PostgreSQL writes another timeline, after a restore to a point in time or a failover. `copy`: the data was
 * copied, for example by a dump. `operator`: `recado restored` recorded it.
 */
export type RestoreCause = 'timeline' | 'copy' | 'operator';

export type Restore = {
  foundAt: Date;
  /** Messages sent since then may be missing in the database. */
  backupAt: Date;
  cause: RestoreCause;
};

export type OpenRestore = Restore & {
  /** Messages that are due and not compared with Twilio's list yet. */
  messages: number;
  /** Senders whose inbound list since the backup is not read yet. */
  senders: number;
};

export type WatchRestoresDeps = {
  /**
   * Returns when the database was last seen, and a restore that nobody has recorded, and records it. An older database than
   * the one that was seen at `rememberedAt` was restored.
   */
  recognizeRestore: (rememberedAt: Date | undefined) => Promise<{ seenAt: Date; restore?: Restore }>;
  /** The last time that is kept outside of the database. */
  recallSeen: () => Promise<Date | undefined>;
  rememberSeen: (at: Date) => Promise<void>;
  findOpenRestore: () => Promise<OpenRestore | undefined>;
  endRestores: () => Promise<void>;
  log: Record<'info' | 'warn', (fields: object, message: string) => void>;
};

/**
 * Recognizes that the database was restored from a backup, or that a standby took over, and ends a restore of which all
 * is compared. Nothing is claimed before that. Afterwards a claim compares each older message with Twilio's list before
 * it may be sent.
 */
export const watchRestores = async (deps: WatchRestoresDeps): Promise<void> => {
  await recognizeRestores(deps);
  const open = await deps.findOpenRestore();
  if (!open || open.messages > 0 || open.senders > 0) return;
  await deps.endRestores();
  deps.log.info(fieldsOf(open), 'All messages that were due are compared with the message list of Twilio');
};

/** Each process does this itself, since it also keeps in mind when it last saw the database. */
export const recognizeRestores = async (
  deps: Pick<WatchRestoresDeps, 'recognizeRestore' | 'recallSeen' | 'rememberSeen' | 'log'>,
): Promise<void> => {
  const rememberedAt = await deps.recallSeen();
  const { seenAt, restore } = await deps.recognizeRestore(rememberedAt);
  if (restore)
    deps.log.warn(
      fieldsOf(restore),
      'Database restored, or a standby took over: older messages are looked up at Twilio before they are sent',
    );
  if (!rememberedAt || seenAt > rememberedAt) await deps.rememberSeen(seenAt);
};

const fieldsOf = ({ backupAt, foundAt, cause }: Restore) => ({ backup_at: backupAt, found_at: foundAt, cause });
