/**
 * Runs items in as few rounds as it takes for none to hold two of the same id: one statement changes a row once, and
 * what comes later has to see what came before. Answers are in the order of the items.
 */
export const inRounds = async <Item, Answer>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  run: (round: Item[]) => Promise<Answer[]>,
): Promise<Answer[]> => {
  const seen = new Map<string, number>();
  const places: number[][] = [];
  for (const [place, item] of items.entries()) {
    const round = seen.get(idOf(item)) ?? 0;
    seen.set(idOf(item), round + 1);
    (places[round] ??= []).push(place);
  }
  const answers: Answer[] = [];
  for (const round of places) {
    const given = await run(round.flatMap((place) => items[place] ?? []));
    for (const [index, place] of round.entries()) answers[place] = given[index] as Answer;
  }
  return answers;
};
