import helmet from 'helmet';

/** Nothing from elsewhere, nothing inline: /docs needs neither. `data:` is Swagger UI's icons. */
export const securityHeaders = () =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    // Whether a host is reached by TLS only is for whoever ends TLS to say.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
