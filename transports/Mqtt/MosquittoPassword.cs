using System.Security.Cryptography;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// A line of mosquitto's password file as <c>mosquitto_passwd</c> 2.x writes it: type 7, PBKDF2 with SHA-512, 101 iterations,
/// a salt of 12 bytes and a key of 64.
/// </summary>
internal static class MosquittoPassword
{
    private const int Iterations = 101;

    public static string Line(string user, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(12);
        var key = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, 64);
        return $"{user}:$7${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}\n";
    }
}
