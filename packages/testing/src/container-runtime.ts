import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { env } from 'std-env';

/**
 * Whether a container engine answers. Testcontainers decides; it is loaded, which takes about a second, only where
 * something hints at an engine. `RECADO_TEST_STORES=local` does without containers.
 */
export async function hasContainerRuntime(): Promise<boolean> {
  if (env['RECADO_TEST_STORES'] === 'local' || !hints().some(Boolean)) return false;
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
}

/** Where testcontainers looks. On Windows an engine listens on a pipe, which cannot be seen from here. */
function hints(): boolean[] {
  const home = homedir();
  const sockets = [
    '/var/run/docker.sock',
    join(env['XDG_RUNTIME_DIR'] ?? `/run/user/${userInfo().uid}`, 'docker.sock'),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.testcontainers.properties'),
  ];
  return [env['DOCKER_HOST'] !== undefined, userInfo().uid === -1, ...sockets.map((path) => existsSync(path))];
}
