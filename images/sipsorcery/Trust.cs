using System.Security.Cryptography.X509Certificates;

namespace Peer;

/// <summary>Who is believed about a server that is reached over TLS.</summary>
internal static class Trust
{
    private static readonly Lock adding = new();
    private static bool hasHome;

    /// <summary>
    /// Believes whom these certificates (PEM) vouch for, in the whole process: SIPSorcery has no way to be told. 10.0.16
    /// believes everybody; who verifies with .NET goes by the roots of the user, which are files in a home.
    /// </summary>
    public static void Add(string roots)
    {
        lock (adding)
        {
            if (!hasHome) Environment.SetEnvironmentVariable("HOME", Directory.CreateTempSubdirectory("home-").FullName);
            hasHome = true;
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(roots);
            using var store = new X509Store(StoreName.Root, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
            store.AddRange(certificates);
        }
    }
}
