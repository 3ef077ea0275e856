import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** Server-Sent Events as they come. `onSign`: at every sign of life, heartbeats too. */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  onSign: () => void,
): AsyncGenerator<EventSourceMessage> {
  const complete: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void complete.push(event) });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    onSign();
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* complete.splice(0);
  }
}
