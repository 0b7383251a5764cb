# The bot and its workers, without the playground and the test tools. Build: docker build -t honmono .   Run: see compose.yaml and deploy/
# Pin the base by digest in your own registry: docker build --build-arg BASE=python:3.12-slim-bookworm@sha256:…
ARG BASE=python:3.12-slim-bookworm
FROM ${BASE} AS build
WORKDIR /src
RUN python -m venv /opt/honmono
COPY requirements/bot.txt requirements/bot.txt
RUN /opt/honmono/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/bot.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY rules rules
RUN /opt/honmono/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .
# The rule set as it is kept between starts (rules/packs/cache.py): the root is read-only later.
RUN HONMONO_CACHE=/opt/honmono/cache /opt/honmono/bin/honmono --version

FROM ${BASE}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin honmono && install -d -o 10001 -m 700 /data
COPY --from=build /opt/honmono /opt/honmono
ENV PATH=/opt/honmono/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HONMONO_CACHE=/opt/honmono/cache
USER 10001
# Settings come from the environment (see .env.example); only /data is written to (the SQLite file), so the root may be read-only.
ENV DATABASE_URL=sqlite:////data/honmono.db OPS_PORT=9090 OPS_HOST=0.0.0.0
VOLUME /data
EXPOSE 9090
ENTRYPOINT ["honmono"]
CMD ["run"]
