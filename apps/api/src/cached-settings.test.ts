import type { RecordedSender, RecordedTemplate } from '@recado/messaging';
import { describe, expect, it, vi } from 'vitest';
import { keepSettings, readTogether, rememberBriefly } from './cached-settings.ts';

describe('cached settings', () => {
  type Store = Parameters<typeof keepSettings>[0]['store'];

  const sender: RecordedSender = {
    id: 'store',
    channel: 'sms',
    address: '+551150289876',
    mps: 10,
    dailyLimit: null,
    paused: false,
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };

  const templateIn = (name: string, language = 'pt_BR'): RecordedTemplate => ({
    name,
    language,
    channel: 'sms',
    category: 'utility',
    body: 'Oi',
    variables: [],
    createdAt: new Date(0),
    updatedAt: new Date(0),
  });

  const world = () => {
    let now = 0;
    const store = {
      findSenders: vi.fn<Store['findSenders']>(async () => [sender]),
      findTemplate: vi.fn<Store['findTemplate']>(async (name, language) => templateIn(name, language)),
      findTemplateLanguages: vi.fn<Store['findTemplateLanguages']>(async (name) => [templateIn(name, 'pt_BR')]),
      insertSender: vi.fn<Store['insertSender']>(),
      updateSender: vi.fn<Store['updateSender']>(async () => sender),
      saveTemplate: vi.fn<Store['saveTemplate']>(async (template) => template),
      seedTemplates: vi.fn<Store['seedTemplates']>(),
      recordRefreshes: vi.fn<Store['recordRefreshes']>(),
    };
    return { store, ...keepSettings({ store, clock: () => new Date(now) }), pass: (ms: number) => (now += ms) };
  };

  it('reads senders and each template once for all messages of a tenth of a second', async () => {
    const { store, cached, pass } = world();
    const read = () =>
      Promise.all([cached.findSenders(), cached.findTemplate('order'), cached.findTemplate('order', 'en')]);
    await read();
    pass(99);
    expect(await read()).toEqual([[sender], templateIn('order'), templateIn('order', 'en')]);
    expect(store.findSenders).toHaveBeenCalledTimes(1);
    expect(store.findTemplate.mock.calls).toEqual([
      ['order', undefined],
      ['order', 'en'],
    ]);
    pass(1);
    await read();
    expect(store.findSenders).toHaveBeenCalledTimes(2);
    expect(store.findTemplate).toHaveBeenCalledTimes(4);
  });

  it('keeps nothing from before a change of this process', async () => {
    const { store, cached, changes } = world();
    await cached.findSenders();
    await changes.updateSender('store', { paused: true }, new Date(0));
    await cached.findSenders();
    expect(store.findSenders).toHaveBeenCalledTimes(2);
    await cached.findTemplate('order');
    await changes.saveTemplate(templateIn('order'));
    await cached.findTemplate('order');
    expect(store.findTemplate).toHaveBeenCalledTimes(2);
  });
});

describe('reads at the same time', () => {
  const world = () => {
    let value = 0;
    const read = vi.fn<(name: string) => Promise<string>>(async (name) => `${name} ${value}`);
    return { read, together: readTogether(read), change: () => (value += 1) };
  };

  it('reads once for calls made at the same time', async () => {
    const { read, together } = world();
    expect(await Promise.all([together('a'), together('a'), together('b')])).toEqual(['a 0', 'a 0', 'b 0']);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('sees what was changed before the call, also when a read is under way', async () => {
    const { together, change } = world();
    const first = together('a');
    change();
    expect(await together('a')).toBe('a 1');
    await first;
    change();
    expect(await together('a')).toBe('a 2');
  });

  it('returns a failure to each of them, and does not cache it', async () => {
    const { read, together } = world();
    read.mockRejectedValueOnce(new Error('away'));
    expect(await Promise.allSettled([together('a'), together('a')])).toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    expect(await together('a')).toBe('a 0');
  });

  it('reads once more for all that are called while a read is out', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
    const read = vi.fn<(name: string) => Promise<string>>(async () => 'later');
    read.mockReturnValueOnce(answered);
    const together = readTogether(read);
    const first = together('a');
    await expect.poll(() => read).toHaveBeenCalledTimes(1);
    const others = [together('a'), together('a')];
    answer('sooner');
    expect(await Promise.all([first, ...others])).toEqual(['sooner', 'later', 'later']);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('does not wait for a read that hangs', async () => {
    const read = vi.fn<(name: string) => Promise<string>>(async () => 'answered');
    read.mockReturnValueOnce(new Promise(() => {}));
    const together = readTogether(read);
    void together('a');
    await expect.poll(() => read).toHaveBeenCalledTimes(1);
    expect(await together('a')).toBe('answered');
  });
});

describe('a value that is remembered briefly', () => {
  const world = (load: (key: string) => Promise<string | undefined>) => {
    let now = 0;
    const loaded = vi.fn<typeof load>(load);
    const find = rememberBriefly({ clock: () => new Date(now), forMs: 3000, atMost: 2, load: loaded });
    return { find, loaded, pass: (ms: number) => (now += ms) };
  };

  it('loads once for concurrent calls and for three seconds after', async () => {
    const { find, loaded, pass } = world(async (key) => key.toUpperCase());
    expect(await Promise.all([find('a'), find('a')])).toEqual(['A', 'A']);
    pass(2999);
    await find('a');
    expect(loaded).toHaveBeenCalledOnce();
    pass(1);
    await find('a');
    expect(loaded).toHaveBeenCalledTimes(2);
  });

  it('does not remember that there was nothing', async () => {
    const { find, loaded } = world(async () => undefined);
    await find('a');
    await find('a');
    expect(loaded).toHaveBeenCalledTimes(2);
  });

  it('does not remember a failure', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve('back')];
    const { find } = world(() => answers.shift() ?? Promise.resolve(undefined));
    await expect(find('a')).rejects.toThrow('away');
    expect(await find('a')).toBe('back');
  });

  it('keeps no more than it may', async () => {
    const { find, loaded } = world(async (key) => key);
    for (const key of ['a', 'b', 'c']) await find(key);
    await find('c');
    expect(loaded).toHaveBeenCalledTimes(3);
    await find('a');
    expect(loaded).toHaveBeenCalledTimes(4);
  });

  it('forgets loaded values and running loads on request', async () => {
    const { find, loaded } = world(async (key) => key);
    await find('a');
    const underWay = find('b');
    find.forget();
    await Promise.all([underWay, find('a'), find('b')]);
    expect(loaded.mock.calls).toEqual([['a'], ['b'], ['a'], ['b']]);
  });
});
