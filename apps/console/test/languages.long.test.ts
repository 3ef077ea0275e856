import type { Campaign } from '@recado/contract';
import { skipsBrowser } from '@recado/testing';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { waitUntilLoaded } from './support/browser.ts';
import { askAsPage, useConsole } from './support/console.ts';
import { isWithinBudget, slowDevice, type Vitals } from './support/vitals.ts';

const dayMs = 86_400_000;
const evening = new Date(Date.now() + 40 * dayMs).toISOString().slice(0, 10);

describe.skipIf(skipsBrowser)('the words, times and speed of the pages', () => {
  let id: string;
  const started = useConsole({
    prepare: async ({ recado }) => {
      const consent = { source: 'store', evidence: 'form of 2026' };
      const draft = {
        name: '7001',
        template: 'promotion',
        language: 'pt_BR',
        consent,
        send_at: `${evening}T23:30:00-03:00`,
      };
      id = (await recado.call<Campaign>('POST', '/campaigns', draft)).id;
      await recado.call('POST', `/campaigns/${id}/recipients`, 'phone,discount\n+5511987100000,5%\n');
      const other = { name: 'Many', template: 'promotion', language: 'pt_BR' };
      const many = (await recado.call<Campaign>('POST', '/campaigns', other)).id;
      const rows = Array.from({ length: 1_234 }, (_, person) => `+551198${7_000_000 + person},5%`);
      await recado.call('POST', `/campaigns/${many}/recipients`, `phone,discount\n${rows.join('\n')}\n`);
    },
  });

  test.each([
    ['America/Sao_Paulo', 0, '11:30 PM'],
    ['UTC', 1, '02:30 AM'],
    ['Asia/Tokyo', 1, '11:30 AM'],
  ])('in %s a time is on the day of that zone', async (timezone, laterDays, clock) => {
    const { page } = started.tab;
    await askAsPage(page, 'PATCH', '/session', { timezone });
    await page.goto(`/campaigns/${id}/review`);
    const day = new Date(Date.parse(evening) + laterDays * dayMs).getUTCDate();
    const shown = page.getByText(new RegExp(`\\b${day}, (?:\\d{4}, )?${clock}`)).first();
    await shown.waitFor();
    expect(await shown.isVisible()).toBe(true);
  });

  test.each([
    ['en', '11:30 PM', '1,234 people', '1 person'],
    ['pt-BR', '23:30', '1.234 pessoas', '1 pessoa'],
    ['es', '23:30', '1234 personas', '1 persona'],
  ])('in %s dates, numbers and plurals are those of the language', async (language, clock, many, one) => {
    const { page } = started.tab;
    await askAsPage(page, 'PATCH', '/session', { timezone: 'America/Sao_Paulo' });
    await page.goto('/campaigns');
    await page.locator('header select').selectOption(language);
    await page.waitForFunction((lang) => document.documentElement.lang === lang, language);
    await page.getByText(many).waitFor();
    expect(await page.getByText(many).count()).toBe(1);
    await page.getByText(one, { exact: true }).waitFor();
    await page.goto(`/campaigns/${id}/review`);
    await page.getByText(clock).first().waitFor();
    await page.locator('header select').selectOption('en');
  });

  test.each([
    [
      'en',
      [
        'Role: Administrator',
        'Extra rights: reveal numbers, erase people',
        'Changed settings: Daily budget',
        'Valid until: 11:30 PM',
        'Error code: 63024',
        'Account disabled: yes',
        'Limit: 2.5%',
        'Filter: Sender: store',
        'Reason: too many people object to it',
        'new_field: 1,234',
      ],
    ],
    [
      'pt-BR',
      [
        'Papel: Administrador',
        'Direitos extras: revelar números, apagar pessoas',
        'Configurações alteradas: Orçamento diário',
        'Válida até: 23:30',
        'Código de erro: 63024',
        'Conta desativada: sim',
        'Limite: 2,5%',
        'Filtro: Remetente: store',
        'Motivo: pessoas demais reclamaram dela',
        'new_field: 1.234',
      ],
    ],
    [
      'es',
      [
        'Rol: Administrador',
        'Derechos adicionales: revelar números, borrar personas',
        'Ajustes cambiados: Presupuesto diario',
        'Válida hasta: 23:30',
        'Código de error: 63024',
        'Cuenta desactivada: sí',
        'Límite: 2,5',
        'Filtro: Remitente: store',
        'Motivo: demasiadas personas se oponen a ella',
        'new_field: 1234',
      ],
    ],
  ])(
    'in %s the details of the audit log are labeled values, and an unknown field has its name',
    async (language, details) => {
      const { page } = started.tab;
      const detail = {
        role: 'admin',
        grants: ['reveal', 'erase'],
        settings: ['daily_budget'],
        expires_at: `${evening}T23:30:00-03:00`,
        error_code: 63_024,
        disabled: true,
        limit_percent: 2.5,
        filter: { sender: 'store' },
        reason: 'objections',
        new_field: 1_234,
      };
      await askAsPage(page, 'PATCH', '/session', { timezone: 'America/Sao_Paulo', locale: language });
      const entry = {
        id,
        at: `${evening}T12:00:00Z`,
        actor: { kind: 'system', name: 'system' },
        action: 'campaign.paused',
        detail,
      };
      await page.route(/\/v1\/audit(?:\?|$)/, (route) => route.fulfill({ json: { data: [entry] } }));
      await page.goto('/operations/audit');
      const shown = () =>
        page
          .locator('dl > div')
          .evaluateAll((pairs) =>
            pairs.map((pair) => [...pair.children].map(({ textContent }) => textContent).join(': ')),
          );
      await expect.poll(shown).toHaveLength(details.length);
      for (const [place, text] of (await shown()).entries()) {
        const [label = '', value = ''] = details[place]?.split(/: (.*)/) ?? [];
        expect(text.startsWith(`${label}: `) && text.includes(value), `${text}, not ${details[place]}`).toBe(true);
      }
      await page.unrouteAll();
      await askAsPage(page, 'PATCH', '/session', { locale: 'en' });
    },
  );

  test('pages are there soon and do not move on a slow device, and answer keys and clicks', async ({ annotate }) => {
    const { page, context } = started.tab;
    await using slow = await slowDevice(page, context);
    const measured: Record<string, Vitals> = {};
    for (const path of ['/', '/campaigns', `/campaigns/${id}/review`, '/operations'])
      measured[path] = await slow.measure(async () => {
        await page.goto(path);
        await waitUntilLoaded(page);
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').getByRole('searchbox').waitFor();
        await page.keyboard.type('camp');
        await page.keyboard.press('Escape');
      });
    measured['from a file to the launch'] = await slow.measure(() => launchByClicks(page));
    await annotate(JSON.stringify(measured));
    for (const [name, vitals] of Object.entries(measured)) expect(vitals, name).toSatisfy(isWithinBudget);
  });
});

/** A campaign from its file to its launch, by clicks and keys. */
const launchByClicks = async (page: Page): Promise<void> => {
  const goOn = () => page.getByRole('button', { name: 'Save and go on' }).click();
  const typeInto = async (label: string | RegExp, text: string) => {
    await page.getByLabel(label).click(); // Unlike focus(), a click waits until the field can be seen.
    await page.keyboard.type(text);
  };
  await page.goto('/campaigns/new');
  await typeInto('Name of the campaign', 'Flow');
  await page.getByRole('radio', { name: 'promotion pt_BR' }).click();
  await goOn();
  await page.waitForURL(/\/people$/);
  const buffer = Buffer.from('phone,discount\n+5511987200000,5%\nnobody,5%\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: /^Take in/ }).click();
  await page.getByRole('link', { name: 'Go on' }).click();
  await page.waitForURL(/\/when$/);
  await goOn();
  await page.waitForURL(/\/consent$/);
  await page.getByRole('radio', { name: /I state/ }).click();
  await typeInto('Where they agreed', 'shop');
  await typeInto('What proves it', 'form');
  await goOn();
  await page.waitForURL(/\/review$/);
  await typeInto(/type the number of people/, '1');
  await page.getByRole('button', { name: 'Send to 1 person' }).click();
  await page.waitForURL(/\/progress$/);
  await page.getByText('Completed').first().waitFor();
};
