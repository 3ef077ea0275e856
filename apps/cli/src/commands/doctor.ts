import { isTwilio, loadConfig } from '@recado/runtime';
import type { Command } from 'commander';
import { DoctorEnv } from '../config.ts';
import type { Facts, Finding } from '../doctor/checks.ts';
import { openKeyless, withDatabase } from '../database.ts';

export const addDoctor = (program: Command): void => {
  program
    .command('doctor')
    .description('check what Recado depends on: Twilio, PUBLIC_URL, PostgreSQL, Redis and settings; change nothing')
    .addHelpText(
      'after',
      `
It prints one line for each check: ok, warn or fail, and what to do. Run it where the variables of the API are set.`,
    )
    .action(examine);
};

const examine = async (): Promise<void> => {
  const { twilio: account, redis, poolSize } = loadConfig(DoctorEnv);
  const { createTwilio, signUrl } = await import('@recado/twilio');
  const { checksOf } = await import('../doctor/checks.ts');
  await withDatabase(async (databaseUrl) => {
    await using store = await openKeyless(databaseUrl);
    await using twilio = createTwilio(account);
    // An outage of PostgreSQL ends the command here, because most checks need it.
    await store.readClock();
    const facts: Facts = {
      ...store,
      ...twilio,
      publicUrl: account.publicUrl,
      poolSize,
      isSimulated: !isTwilio(account.baseUrl),
      callAsTwilio: (url) => callSigned(url, signUrl(account.authToken, url)),
      ...(redis && { inspectRedis: async () => (await import('@recado/queue')).inspectRedis(redis) }),
    };
    const findings = await Promise.all(checksOf(facts));
    for (const finding of findings) console.log(lineOf(finding));
    const failed = findings.filter(({ level }) => level === 'fail').length;
    console.log(failed > 0 ? `${failed} of ${findings.length} checks failed.` : 'No check failed.');
    process.exitCode = failed > 0 ? 1 : 0;
  });
};

const lineOf = ({ level, name, text }: Finding): string => `${level.padEnd(4)}  ${name}: ${text}`;

const reachWithinMs = 5_000;

const callSigned = async (url: string, signature: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(url, {
    headers: { 'x-twilio-signature': signature },
    redirect: 'manual',
    signal: AbortSignal.timeout(reachWithinMs),
  });
  return { status: answer.status, text: await answer.text() };
};
