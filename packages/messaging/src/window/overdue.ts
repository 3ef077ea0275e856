const patience = 3_600_000;

/** Whether a schedule is so late that people must be asked before it fires: more than an hour, as after an outage. */
export const isOverdue = (sendAt: Date, now: Date): boolean => now.getTime() - sendAt.getTime() > patience;
