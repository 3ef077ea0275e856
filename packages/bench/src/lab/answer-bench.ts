type Question = { ask: string; id: number };

/** Answers the questions of the bench over the channel to it, and ends this process when the bench is gone. */
export const answerBench = (answers: Record<string, () => unknown>): void => {
  // oxlint-disable-next-line no-restricted-properties -- the channel to the parent is neither environment nor signal
  process.on('message', ({ ask, id }: Question) => {
    const answer = answers[ask];
    if (answer) process.send?.({ id, answer: answer() });
  });
  // oxlint-disable-next-line no-restricted-properties -- as above
  process.once('disconnect', () => process.exit());
};

/** Tells the bench that this process works, and where it listens. */
export const tellReady = (url = ''): void => void process.send?.({ ready: true, url });
