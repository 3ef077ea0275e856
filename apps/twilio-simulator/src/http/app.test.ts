import { expect, it } from 'vitest';
import { listen } from './app.ts';

const start = () => listen((_request, response) => void response.end('here'), { host: '127.0.0.1', port: 0 });

const ask = (url: string) =>
  fetch(url).then(
    (answer) => answer.text(),
    () => 'nobody',
  );

it('is back at the same address after an interruption', async () => {
  const server = await start();
  const over = server.interrupt(100);
  await expect.poll(() => ask(server.url)).toBe('nobody');
  await over;
  expect(await ask(server.url)).toBe('here');
  await server.close();
});

it('ends at once when it is closed during an interruption, and does not come back', async () => {
  const server = await start();
  const over = server.interrupt(3_600_000);
  await expect.poll(() => ask(server.url)).toBe('nobody');
  await server.close();
  await over;
  expect(await ask(server.url)).toBe('nobody');
});
