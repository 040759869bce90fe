using System.Text;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>One of the single-byte encodings that UTF-8 is most often mistaken for.</summary>
internal sealed class SingleByteEncoding
{
    private readonly char[] characters = new char[256];
    private readonly Dictionary<char, byte> bytes = new(256);

    private SingleByteEncoding(int codePage, bool sloppy)
    {
        var all = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            all[i] = (byte)i;
        }

        var provided = (codePage == 28591 ? Encoding.Latin1 : CodePagesEncodingProvider.Instance.GetEncoding(codePage)!).GetString(all);
        for (var i = 0; i < 256; i++)
        {
            characters[i] = provided[i] switch
            {
                // .NET puts bytes without a character into the private use area; here they stand for themselves.
                >= '\uf8f0' and <= '\uf8fe' => (char)i,

                // Mac OS Roman calls this omega, not ohm.
                '\u2126' => '\u03a9',
                var c => c,
            };
        }

        // The byte SUB stands for a byte that somebody could not decode.
        characters[0x1a] = sloppy ? '\ufffd' : '\u001a';
        for (var i = 0; i < 256; i++)
        {
            bytes[characters[i]] = (byte)i;
        }

        IsSloppy = sloppy;
        IsMacRoman = codePage == 10000;
    }

    /// <summary>Windows-1252 with its unassigned bytes passed through.</summary>
    public static SingleByteEncoding Windows1252 { get; } = new(1252, sloppy: true);

    /// <summary>The encodings to try, likeliest first: Latin-1, Windows-1252, -1251, -1250, -1253, -1254, -1257, ISO-8859-2, Mac OS Roman, code page 437.</summary>
    public static IReadOnlyList<SingleByteEncoding> All { get; } =
    [
        new(28591, sloppy: false), Windows1252, new(1251, sloppy: true), new(1250, sloppy: true), new(1253, sloppy: true),
        new(1254, sloppy: true), new(1257, sloppy: true), new(28592, sloppy: false), new(10000, sloppy: false), new(437, sloppy: false),
    ];

    /// <summary>Latin-1, the first of <see cref="All"/>.</summary>
    public static SingleByteEncoding Latin1 => All[0];

    /// <summary>Whether unassigned bytes pass through and U+FFFD is the byte SUB.</summary>
    public bool IsSloppy { get; }

    /// <summary>Whether this is Mac OS Roman, where an en dash and a space look like damaged UTF-8.</summary>
    public bool IsMacRoman { get; }

    /// <summary>The character of a byte.</summary>
    public char this[int value] => characters[value];

    /// <summary>Whether the text may have come from this encoding.</summary>
    public bool CanEncode(string text) => text.All(bytes.ContainsKey);

    /// <summary>The bytes, each as the character of its number: regular expressions can then be used on them.</summary>
    public string EncodeAsLatin1(string text) => string.Create(text.Length, (text, bytes), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = (char)state.bytes[state.text[i]];
        }
    });
}
