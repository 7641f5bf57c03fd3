# Stands in for Microsoft's .NET images where no container registry answers: made by `npm run bootstrap` from the .NET
# SDK of this machine. The build context is the SDK's folder; dotnet.Dockerfile.dockerignore says what of it is left out.
ARG BASE=debian:forky-slim

FROM ${BASE} AS runtime
# Without libicu a .NET program aborts at its start, unless it is told to do without cultures.
ENV DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    DOTNET_NOLOGO=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libgcc-s1 libssl3t64 libstdc++6 zlib1g \
    && apt-get clean && rm -rf /var/lib/apt/lists/*
ARG RUNTIME
COPY dotnet LICENSE.txt ThirdPartyNotices.txt /usr/share/dotnet/
COPY host/ /usr/share/dotnet/host/
COPY shared/Microsoft.NETCore.App/${RUNTIME}/ /usr/share/dotnet/shared/Microsoft.NETCore.App/${RUNTIME}/
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && dotnet --list-runtimes

FROM runtime AS sdk
ENV DOTNET_GENERATE_ASPNET_CERTIFICATE=false \
    NUGET_XMLDOC_MODE=skip
ARG SDK
COPY metadata/ /usr/share/dotnet/metadata/
COPY packs/ /usr/share/dotnet/packs/
COPY sdk-manifests/ /usr/share/dotnet/sdk-manifests/
COPY sdk/${SDK}/ /usr/share/dotnet/sdk/${SDK}/
RUN dotnet --version
