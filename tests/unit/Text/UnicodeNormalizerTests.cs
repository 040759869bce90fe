using System.Text;
using Workbench.Pipeline.Text.Unicode;

namespace Workbench.UnitTests.Text;

public sealed class UnicodeNormalizerTests
{
    /// <summary>Expected values from Python's unicodedata.normalize: C, D, KC, KD.</summary>
    [Theory]
    [InlineData("e\u0301", "\u00e9", "e\u0301", "\u00e9", "e\u0301")]
    [InlineData("\u1e9b\u0323", "\u1e9b\u0323", "\u017f\u0323\u0307", "\u1e69", "s\u0323\u0307")]
    [InlineData("\ud55c\uae00", "\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8", "\uac01", "\u1100\u1161\u11a8")]
    [InlineData("\u2126\u212b\ufb01", "\u03a9\u00c5\ufb01", "\u03a9A\u030a\ufb01", "\u03a9\u00c5fi", "\u03a9A\u030afi")]
    [InlineData("\u0958", "\u0915\u093c", "\u0915\u093c", "\u0915\u093c", "\u0915\u093c")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307")]
    [InlineData("\u0344", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65", "\ud834\udd57\ud834\udd65", "\ud834\udd57\ud834\udd65", "\ud834\udd57\ud834\udd65")]
    [InlineData("a\u0315\u0300\u05ae\u0062", "\u00e0\u05ae\u0315b", "a\u05ae\u0300\u0315b", "\u00e0\u05ae\u0315b", "a\u05ae\u0300\u0315b")]
    [InlineData("plain", "plain", "plain", "plain", "plain")]
    public void Agrees_with_the_standard(string text, string c, string d, string kc, string kd)
    {
        Assert.Equal(c, UnicodeNormalizer.Normalize(text, NormalizationForm.FormC));
        Assert.Equal(d, UnicodeNormalizer.Normalize(text, NormalizationForm.FormD));
        Assert.Equal(kc, UnicodeNormalizer.Normalize(text, NormalizationForm.FormKC));
        Assert.Equal(kd, UnicodeNormalizer.Normalize(text, NormalizationForm.FormKD));
    }

    [Fact]
    public void Composition_undoes_decomposition_for_every_composite()
    {
        foreach (var (whole, _) in NormalizationData.Instance.Canonical)
        {
            var text = char.ConvertFromUtf32(whole);
            var composed = UnicodeNormalizer.Normalize(text, NormalizationForm.FormC);
            var decomposed = UnicodeNormalizer.Normalize(text, NormalizationForm.FormD);
            Assert.Equal(composed, UnicodeNormalizer.Normalize(decomposed, NormalizationForm.FormC));
            Assert.Equal(decomposed, UnicodeNormalizer.Normalize(composed, NormalizationForm.FormD));
        }
    }

    [Fact]
    public void Lone_surrogates_pass()
    {
        Assert.Equal("\ud800x\u00e9\udc00", UnicodeNormalizer.Normalize("\ud800xe\u0301\udc00", NormalizationForm.FormC));
    }
}
