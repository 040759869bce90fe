namespace Workbench.Pipeline.Text.Unicode;

/// <summary>Arithmetic (de)composition of Hangul syllables (The Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00;
    private const int Leading = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trailing = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;
    private const int SyllableCount = 19 * VowelCount * TrailingCount;

    /// <summary>Appends the jamo of a syllable; false when the code point is none.</summary>
    public static bool Decompose(int codePoint, List<int> output)
    {
        var index = codePoint - Syllables;
        if (index is < 0 or >= SyllableCount)
        {
            return false;
        }

        output.Add(Leading + (index / (VowelCount * TrailingCount)));
        output.Add(Vowels + (index % (VowelCount * TrailingCount) / TrailingCount));
        if (index % TrailingCount != 0)
        {
            output.Add(Trailing + (index % TrailingCount));
        }

        return true;
    }

    /// <summary>The syllable of leading consonant and vowel, or of open syllable and trailing consonant.</summary>
    public static int? Compose(int first, int second)
    {
        if (first - Leading is >= 0 and < 19 && second - Vowels is >= 0 and < VowelCount)
        {
            return Syllables + ((((first - Leading) * VowelCount) + (second - Vowels)) * TrailingCount);
        }

        var index = first - Syllables;
        return index is >= 0 and < SyllableCount && index % TrailingCount == 0 && second - Trailing is > 0 and < TrailingCount
            ? first + (second - Trailing)
            : null;
    }
}
