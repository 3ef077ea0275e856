import { createLogger, loadConfig, runProcess } from '@recado/runtime';
import { Environment, toConfig } from './config.ts';
import { createContext } from './context.ts';
import { listen } from './http/app.ts';

const config = toConfig(loadConfig(Environment));
const log = createLogger({ name: 'twilio-simulator', level: config.logLevel });

await runProcess(
  'twilio-simulator',
  async (run) => {
    const context = createContext(config, log);
    run.defer(context.close);
    const server = await listen(context.app, config.listen);
    run.defer(server.close);
    context.outages.on('begin', (ms) => void server.interrupt(ms));
    log.info({ url: server.url }, 'Twilio simulator is ready');
    run.ready({ url: server.url });
  },
  { log },
);
