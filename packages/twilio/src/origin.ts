type Target = { origin: string; path: string };

const twilioApi = /^api\.((?:[\w-]+\.){0,2}twilio\.com)$/;

/**
 * Where a request of twilio-node's (`https://<product>.twilio.com/…`) really goes. With Twilio's own API as base, at
 * any edge or region, each product keeps its host there; any other base stands for all products. The base may have a path.
 */
export const makeRedirect = (baseUrl: string): ((uri: string) => Target) => {
  const base = new URL(baseUrl);
  const domain = twilioApi.exec(base.hostname)?.[1];
  const prefix = base.pathname.replace(/\/$/, '');
  return (uri) => {
    const { hostname, pathname, search } = new URL(uri);
    const origin = domain ? `https://${hostname.split('.')[0]}.${domain}` : base.origin;
    return { origin, path: prefix + pathname + search };
  };
};
